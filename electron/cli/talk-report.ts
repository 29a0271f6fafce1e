import { sentenceOf } from '../contract/errors.ts'
import type { RoomView, SessionState } from '../contract/services.ts'
import type { SessionStats, SpeakerStats } from '../contract/stats.ts'
import type { EngineStopped } from '../processes/engine-port.ts'

/** What `palabre talk` says while it runs: lines for people, or JSON lines for programs. */
export interface TalkReport {
  state(state: SessionState): void
  stats(stats: SessionStats): void
  /** A device failed (a sentence) or came back. */
  device(which: 'capture' | 'playback', sentence: string | undefined): void
  inputEnded(): void
  done(stopped: EngineStopped | undefined): void
}

/** `write` takes one line without its end. */
export function jsonReport(write: (line: string) => void): TalkReport {
  const say = (event: string, fields: object) => {
    write(JSON.stringify({ event, ...fields }))
  }
  const watch = new StateWatch()
  return {
    state(state) {
      const { isNew, isFirstReady } = watch.see(state)
      const room = 'room' in state ? placeIn(state.room) : {}
      if (isNew) say('state', { ...plain(state), ...room })
      else if ('room' in state) say('room', room)
      if (isFirstReady) say('ready', room)
    },
    stats(stats) {
      say('stats', stats)
    },
    device(which, sentence) {
      say('device', { which, error: sentence ?? null })
    },
    inputEnded() {
      say('inputEnded', {})
    },
    done(stopped) {
      const { inputStartedAtNs = null, outputStartedAtNs = null } = stopped ?? {}
      say('done', { ...stopped?.stats, inputStartedAtNs, outputStartedAtNs })
    },
  }
}

export function textReport(write: (line: string) => void): TalkReport {
  const watch = new StateWatch()
  let warned: string | undefined
  return {
    state(state) {
      if (watch.see(state).isNew) write(sentenceOfState(state))
      const warning = 'room' in state ? state.room.warning : undefined
      if (warning !== undefined && warning.code !== warned) write(sentenceOf(warning))
      warned = warning?.code
    },
    stats(stats) {
      write(statsLine(stats))
    },
    device(which, sentence) {
      const name = which === 'capture' ? 'Microphone' : 'Loudspeaker'
      write(sentence === undefined ? `${name}: works again.` : `${name}: ${sentence}`)
    },
    inputEnded() {
      write('The input has been played to its end.')
    },
    done(stopped) {
      if (stopped !== undefined) write(`Left. ${statsLine(stopped.stats)}`)
    },
  }
}

/** Tells changes of state, path or attempt from changes of the room alone. */
class StateWatch {
  #last = ''
  #wasReady = false

  see(state: SessionState): { isNew: boolean; isFirstReady: boolean } {
    const path = 'room' in state ? state.room.path : ''
    const attempt = state.state === 'resuming' ? String(state.attempt) : ''
    const text = `${state.state} ${path} ${attempt}`
    const isNew = text !== this.#last
    const isFirstReady = state.state === 'ready' && !this.#wasReady
    this.#last = text
    this.#wasReady ||= isFirstReady
    return { isNew, isFirstReady }
  }
}

/** A state without its room. */
function plain(state: SessionState): object {
  return Object.fromEntries(Object.entries(state).filter(([key]) => key !== 'room'))
}

/** Where this guest is, and who is there. */
function placeIn(room: RoomView): object {
  const self = room.members.find((member) => member.sourceId === room.you)
  return {
    hostName: room.hostName,
    you: room.you,
    nickname: self?.nickname ?? null,
    channel: channelName(room),
    channels: room.channels,
    muted: self?.muted ?? null,
    deafened: self?.deafened ?? null,
    path: room.path,
    ...(room.warning === undefined ? {} : { warning: room.warning }),
    ...(room.pathCause === undefined ? {} : { pathCause: room.pathCause }),
    members: room.members.map(({ sourceId, nickname, channelId, muted, deafened, path }) => {
      return { sourceId, nickname, channelId, muted, deafened, path }
    }),
  }
}

function channelName(room: RoomView): string | null {
  const self = room.members.find((member) => member.sourceId === room.you)
  return room.channels.find((channel) => channel.id === self?.channelId)?.name ?? null
}

function sentenceOfState(state: SessionState): string {
  switch (state.state) {
    case 'idle':
      return 'Not connected.'
    case 'resolving':
      return `Looking for ${state.host}.`
    case 'connecting':
      return `Connecting to ${state.host}.`
    case 'authenticating':
      return 'Signing in.'
    case 'binding':
      return `In ${state.room.hostName}; finding a way for voice.`
    case 'ready':
      return readySentence(state.room)
    case 'resuming': {
      const next = `Trying again in ${(state.retryInMs / 1000).toFixed(1)} s (try ${String(state.attempt)}).`
      return `${state.error.message} ${next}`
    }
    case 'closed':
      return state.error === undefined ? 'Closed.' : `Closed: ${sentenceOf(state.error)}`
  }
}

const PATH_WORDS: Record<RoomView['path'], string> = {
  none: 'no way for voice at the moment',
  udp: 'voice by UDP',
  tcp: 'voice over TCP',
}

function readySentence(room: RoomView): string {
  const cause = room.pathCause === undefined ? '' : `: ${room.pathCause}`
  const others = room.members.length - 1
  return `In ${room.hostName}, channel ${channelName(room) ?? '?'}, ${PATH_WORDS[room.path]}${cause}; ${String(others)} ${others === 1 ? 'other' : 'others'}.`
}

function statsLine(stats: SessionStats): string {
  const speaking = stats.speakers.filter((speaker) => speaker.speaking).map(nameWithDelay)
  const rtt = stats.rttMs === null ? '-' : `${stats.rttMs.toFixed(1)} ms`
  return [
    `${stats.timeS.toFixed(0)} s`,
    stats.path,
    `sent ${String(stats.framesSent)}`,
    `received ${String(stats.packetsReceived)}`,
    `lost ${String(stats.lost)}`,
    `late ${String(stats.late)}`,
    `buffer ${stats.bufferMs.toFixed(0)} ms`,
    `round trip ${rtt}`,
    ...(speaking.length === 0 ? [] : [`speaking: ${speaking.join(', ')}`]),
  ].join('  ')
}

/** The name, and how long the way from that mouth to this ear is where it is known. */
function nameWithDelay({ nickname, mouthToEarMs }: SpeakerStats): string {
  return mouthToEarMs === null ? nickname : `${nickname} (${mouthToEarMs.total.toFixed(0)} ms mouth to ear)`
}
