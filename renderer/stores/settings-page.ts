import { defineStore } from 'pinia'
import { ref } from 'vue'
import type { SectionName } from '../components/settings/sections.ts'

/** What lies over the app: its settings, or the first steps gone through once more. */
export const useSettingsPageStore = defineStore('settingsPage', () => {
  const open = ref(false)
  const section = ref<SectionName>('sound')
  const welcoming = ref(false)

  function show(name: SectionName = section.value): void {
    section.value = name
    open.value = true
  }

  /** Goes through the first steps again. */
  function welcome(): void {
    open.value = false
    welcoming.value = true
  }

  return { open, section, welcoming, show, welcome }
})
