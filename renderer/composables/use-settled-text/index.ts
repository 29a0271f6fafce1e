import { onScopeDispose, readonly, ref, type Ref } from 'vue'

/** So long lies between two texts that are read aloud, ms: figures change every second, and nobody wants to hear that. */
const EVERY_MS = 30_000

/** A text as a live region says it: soon after it is there, and then only once in a while. */
export function useSettledText(text: () => string, everyMs = EVERY_MS): Readonly<Ref<string>> {
  const said = ref('')
  let timer: ReturnType<typeof setTimeout> | undefined
  function say(): void {
    said.value = text()
    // What is not there yet is not waited for as long.
    timer = setTimeout(say, said.value === '' ? everyMs / 10 : everyMs)
  }
  timer = setTimeout(say, everyMs / 10)
  onScopeDispose(() => {
    clearTimeout(timer)
  })
  return readonly(said)
}
