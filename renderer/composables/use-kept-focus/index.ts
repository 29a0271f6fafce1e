import { onScopeDispose, watch, type Ref } from 'vue'

const FOCUSABLE =
  'a[href], button:not(:disabled), input:not(:disabled), textarea:not(:disabled), [tabindex]:not([tabindex="-1"])'

/**
 * Keeps the focus in a place whose contents come and go: where the focused element is taken away, its nearest
 * neighbour gets the focus, not the whole page.
 */
export function useKeptFocus(place: Readonly<Ref<HTMLElement | null>>): void {
  let focused: Element | undefined
  /** Where it stood among all that can have the focus. */
  let position = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const focusables = (): HTMLElement[] => [...(place.value?.querySelectorAll<HTMLElement>(FOCUSABLE) ?? [])]

  function note(event: FocusEvent): void {
    if (!(event.target instanceof Element)) return
    focused = event.target
    position = focusables().findIndex((one) => one === focused)
  }

  function mend(): void {
    if (focused === undefined || focused.isConnected || document.activeElement !== document.body) return
    focused = undefined
    const all = focusables()
    all[Math.max(0, Math.min(position, all.length - 1))]?.focus()
  }

  const observer = new MutationObserver(() => {
    if (focused === undefined || focused.isConnected) return
    clearTimeout(timer)
    // After whatever is closing has given its focus back to what is not there any more.
    timer = setTimeout(mend)
  })

  watch(
    place,
    (element, before) => {
      before?.removeEventListener('focusin', note)
      observer.disconnect()
      if (element === null) return
      element.addEventListener('focusin', note)
      observer.observe(element, { childList: true, subtree: true })
    },
    { immediate: true, flush: 'post' },
  )
  onScopeDispose(() => {
    observer.disconnect()
    clearTimeout(timer)
    place.value?.removeEventListener('focusin', note)
  })
}
