import { computed, reactive, ref, shallowRef } from 'vue'
import { ERRORS, isErrorCode, type ErrorReport } from '../../../electron/contract/errors.ts'
import type { JobItem } from '../../../electron/contract/jobs.ts'
import { LIMITS } from '../../../electron/contract/limits.ts'
import { failure } from '../../bridge/remote.ts'
import { useAdminStore } from '../../stores/admin.ts'

/** A file on its way to the host. */
interface OnItsWay {
  readonly name: string
  readonly sentBytes: number
  readonly totalBytes: number
}

/** Brings a backup file to the host: first the bytes of it, then the host's own work of trying it. */
export function useBackupUpload() {
  const admin = useAdminStore()
  const now = shallowRef<OnItsWay>()
  const name = ref('')
  const refused = shallowRef<ErrorReport>()
  const jobId = ref<number>()
  let isStopped = false

  const job = computed(() => (jobId.value === undefined ? undefined : admin.jobs.get(jobId.value)))
  const share = computed(() => (now.value === undefined ? 0 : now.value.sentBytes / now.value.totalBytes))
  const error = computed(
    () => refused.value ?? (job.value === undefined ? undefined : reportOfJob(job.value)),
  )
  /** It stands among the backups. */
  const isThere = computed(() => job.value?.state === 'done')

  async function bring(file: File): Promise<void> {
    if (now.value !== undefined) return
    isStopped = false
    refused.value = undefined
    jobId.value = undefined
    name.value = file.name
    now.value = { name: file.name, sentBytes: 0, totalBytes: file.size }
    try {
      jobId.value = await send(file)
    } catch (cause) {
      refused.value = failure(cause)
    } finally {
      now.value = undefined
    }
  }

  /** The number of the job; undefined where it was stopped. */
  async function send(file: File): Promise<number | undefined> {
    const api = admin.service()
    const id = await api.upload(file.size)
    for (let at = 0; at < file.size; at += LIMITS.uploadPieceBytes) {
      const piece = await base64Of(file.slice(at, at + LIMITS.uploadPieceBytes))
      if (isStopped) {
        await api.stopUpload(id)
        return undefined
      }
      await api.uploadPiece(id, piece)
      now.value = {
        ...{ name: file.name, totalBytes: file.size },
        sentBytes: Math.min(file.size, at + LIMITS.uploadPieceBytes),
      }
    }
    return (await api.endUpload(id)).jobId
  }

  function stop(): void {
    isStopped = true
  }

  return reactive({ now, name, share, error, isThere, bring, stop })
}

/** Why the host did not take it; undefined as long as it has nothing against it. */
function reportOfJob({ state, errorCode }: JobItem): ErrorReport | undefined {
  if (state !== 'failed' || errorCode === null) return undefined
  const code = isErrorCode(errorCode) ? errorCode : 'internal'
  const { message, next } = ERRORS[code]
  return { code, message, next }
}

const COMMA = ','

/** The bytes of a piece as text, all a bridge carries. */
function base64Of(piece: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => {
      const text = reader.result as string
      resolve(text.slice(text.indexOf(COMMA) + 1))
    })
    reader.addEventListener('error', () => {
      reject(new Error('The file cannot be read.'))
    })
    reader.readAsDataURL(piece)
  })
}
