import { onScopeDispose, readonly, ref, watch, type Ref } from 'vue'

/** A set of speakers must stay the same this long before it is said, ms: a live region must not stutter. */
const SETTLE_MS = 700

/** The names of who speaks, for a polite live region: said when it has settled, not with every syllable. */
export function useSpeakerAnnouncement(speakers: () => readonly string[]): Readonly<Ref<readonly string[]>> {
  const said = ref<readonly string[]>([])
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(
    () => speakers().join('\n'),
    () => {
      clearTimeout(timer)
      timer = setTimeout(() => {
        said.value = speakers()
      }, SETTLE_MS)
    },
  )
  onScopeDispose(() => {
    clearTimeout(timer)
  })
  return readonly(said)
}
