import type { MediaCommand } from '../../contract/media.ts'
import type { Router } from './router.ts'

/** Applies one command of the control plane; false where it asks to stop. */
export function applyMediaCommand(router: Router, command: MediaCommand, nowMs: number): boolean {
  switch (command.type) {
    case 'memberAdded':
      router.addMember(command.member, nowMs)
      return true
    case 'memberRemoved':
      router.removeMember(command.sourceId, nowMs)
      return true
    case 'memberMoved':
      router.moveMember(command.sourceId, command.channelId)
      return true
    case 'memberFlags':
      router.setFlags(command.sourceId, command.muted, command.deafened)
      return true
    case 'epoch':
      router.renewEpoch(command.channelId, command.epoch, command.secret, nowMs)
      return true
    case 'memberDownlink':
      router.setDownlink(command.sourceId, command.downlink)
      return true
    case 'channelAudio':
      router.setChannelAudio(command.channelId, command.audio)
      return true
    case 'channelRemoved':
      router.removeChannel(command.channelId)
      return true
    case 'whisperListeners':
      router.setWhisperListeners(command.sourceId, command.list, command.listeners)
      return true
    case 'whisperEpoch':
      router.renewWhisper(command.sourceId, command.list, command.epoch, command.secret, nowMs)
      return true
    case 'whisperEnded':
      router.endWhisper(command.sourceId, command.list)
      return true
    case 'tunnelIn':
      router.tunnelIn(command.sourceId, command.datagram, nowMs)
      return true
    case 'memberRefusesRecording':
      router.setRefusesRecording(command.sourceId, command.refuses)
      return true
    case 'recordingStarted':
      router.startRecording(command.channelId, command.recordingId, command.elapsedMs, nowMs)
      return true
    case 'recordingStopped':
      router.stopRecording(command.channelId)
      return true
    case 'stop':
      return false
  }
}
