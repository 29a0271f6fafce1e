import { describe, expect, it, vi } from 'vitest'
import { signIn } from '../../../../renderer/bridge/sign-in.ts'
import { failure } from '../../../../renderer/bridge/remote.ts'
import { portLink } from '../../../../renderer/bridge/port-link.ts'
import { fakeBridge, settle } from '../../../support/fake-bridge.ts'

describe('remote', () => {
  it('hears events until it is told to stop', async () => {
    const { bridge, tellApp } = fakeBridge()
    const heard: unknown[] = []
    const stop = bridge.app.on('onService', (event) => heard.push(event))
    tellApp.onService({ service: 'host', running: false })
    await settle()
    stop()
    tellApp.onService({ service: 'host', running: true })
    await settle()
    expect(heard).toEqual([{ service: 'host', running: false }])
  })

  it('fails what was asked over a link that is lost', async () => {
    const { bridge, setOpen, voice } = fakeBridge()
    voice.join = () => new Promise(() => {})
    const asked = bridge.voice.api.join(2)
    const failed = expect(asked).rejects.toThrow()
    await settle()
    setOpen(false)
    await failed
  })
})

describe('failure', () => {
  it('keeps reports of the catalogue and makes one of anything else', () => {
    const report = { code: 'kicked', message: 'm', next: 'n' }
    expect(failure(report)).toBe(report)
    expect(failure(new Error('boom'))).toMatchObject({ code: 'internal', detail: 'boom' })
    expect(failure({ code: 'nonsense', message: 'm', next: 'n' }).code).toBe('internal')
  })
})

describe('signIn', () => {
  const page = (hash: string) => {
    const replaced = vi.fn()
    return {
      location: { hash, pathname: '/' } as Location,
      history: { replaceState: replaced } as unknown as History,
      replaced,
    }
  }

  it('exchanges the token and takes it out of the address', async () => {
    const fetched = vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response(null, { status: 204 }))
    const { location, history, replaced } = page('#token=abc')
    expect(await signIn(location, history)).toBe('signed-in')
    expect(replaced).toHaveBeenCalledWith(null, '', '/')
    expect(fetched.mock.calls).toEqual([['/session', expect.objectContaining({ body: '{"token":"abc"}' })]])
    fetched.mockRestore()
  })

  it('asks whether the cookie still holds, and says when nobody answers', async () => {
    const fetched = vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response('', { status: 401 }))
    const { location, history } = page('')
    expect(await signIn(location, history)).toBe('refused')
    fetched.mockRejectedValue(new TypeError('refused'))
    expect(await signIn(location, history)).toBe('unreachable')
    fetched.mockRestore()
  })
})

describe('portLink', () => {
  it('sends what was asked before the port came, and takes ports of our own window only', async () => {
    const requests: string[] = []
    const link = portLink('voice', { requestPort: (service) => requests.push(service) })
    expect(requests).toEqual(['voice'])
    link.post({ first: 1 })
    const channel = new MessageChannel()
    const received: unknown[] = []
    channel.port2.onmessage = (event: MessageEvent) => received.push(event.data)
    const hand = (source: unknown, data: unknown): void => {
      const event = new MessageEvent('message', { data, source: source as Window })
      Object.defineProperty(event, 'ports', { value: [channel.port1] })
      window.dispatchEvent(event)
    }
    hand(null, { palabrePort: 'voice' })
    hand(window, { palabrePort: 'host' })
    await settle()
    expect(received).toEqual([])
    hand(window, { palabrePort: 'voice' })
    await expect.poll(() => received).toEqual([{ first: 1 }])
    const heard: unknown[] = []
    link.onMessage((message) => heard.push(message))
    channel.port2.postMessage({ back: 2 })
    await expect.poll(() => heard).toEqual([{ back: 2 }])
    link.close()
    channel.port2.close()
  })

  it('tells of a line that was lost, asks for another, and goes on over that', async () => {
    const requests: string[] = []
    const link = portLink('host', { requestPort: (service) => requests.push(service) })
    const opened: boolean[] = []
    link.onOpen((open) => opened.push(open))
    const hand = (): MessageChannel => {
      const channel = new MessageChannel()
      const event = new MessageEvent('message', { data: { palabrePort: 'host' }, source: window })
      Object.defineProperty(event, 'ports', { value: [channel.port1] })
      window.dispatchEvent(event)
      return channel
    }
    hand().port2.close()
    await expect.poll(() => opened).toEqual([true, false])
    await expect.poll(() => requests, { timeout: 5_000 }).toEqual(['host', 'host'])
    link.post({ lost: false })
    const channel = hand()
    const received: unknown[] = []
    channel.port2.onmessage = (event: MessageEvent) => received.push(event.data)
    await expect.poll(() => received).toEqual([{ lost: false }])
    link.close()
    channel.port2.close()
    await settle()
    expect(opened).toEqual([true, false, true])
  })
})
