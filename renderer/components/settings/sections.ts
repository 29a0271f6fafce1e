import {
  AppWindow,
  AudioLines,
  Disc,
  Info,
  Keyboard,
  Languages,
  MonitorSmartphone,
  Network,
  Palette,
  Radio,
  ShieldCheck,
  Volume2,
} from '@lucide/vue'
import type { Component } from 'vue'
import type { AppSettings } from '../../../electron/contract/services.ts'

type Field = Exclude<keyof AppSettings, 'version'>

/** One part of the settings: its drawing, and the fields that go back together. */
export interface Section {
  readonly icon: Component
  readonly fields: readonly Field[]
}

/** All of them, in the order they are shown. */
export const SECTIONS = {
  sound: { icon: Volume2, fields: ['captureDevice', 'playbackDevice'] },
  voice: { icon: AudioLines, fields: ['talkMode', 'gateOpenDb', 'hangMs', 'releaseMs', 'processing'] },
  keys: { icon: Keyboard, fields: ['shortcuts', 'talkKeyStyle'] },
  look: { icon: Palette, fields: ['theme', 'contrast', 'motion', 'textSize'] },
  language: { icon: Languages, fields: ['language'] },
  hosting: { icon: Radio, fields: ['hostName', 'port', 'announceHost', 'lanGuests'] },
  network: { icon: Network, fields: ['profile', 'downlink'] },
  privacy: { icon: ShieldCheck, fields: [] },
  machines: { icon: MonitorSmartphone, fields: [] },
  recording: { icon: Disc, fields: ['keepVoiceOut'] },
  desktop: {
    icon: AppWindow,
    fields: ['updateTrack', 'startAtLogin', 'keepInTray', 'notifications', 'noticeKinds'],
  },
  about: { icon: Info, fields: [] },
} as const satisfies Record<string, Section>

export type SectionName = keyof typeof SECTIONS
export const SECTION_NAMES = Object.keys(SECTIONS) as readonly SectionName[]
