import { createPinia } from 'pinia'
import { createApp } from 'vue'
import '@fontsource-variable/figtree/wght.css'
import App from './App.vue'
import { pageBridge, provideBridge } from './bridge/bridge.ts'
import { signIn } from './bridge/sign-in.ts'
import { createMessages } from './i18n/index.ts'
import { createPages } from './router.ts'
import './styles/tokens.css'
import './styles/base.css'
import './styles/fields.css'
import './styles/menus.css'
import LockedView from './views/LockedView.vue'
import MiniView from './views/MiniView.vue'

const i18n = createMessages()
/** The small window is the same page under another address. */
const isMini = new URLSearchParams(window.location.search).get('view') === 'mini'

async function start(): Promise<void> {
  // Needs no services: the build for users leaves it out.
  if (import.meta.env.DEV && window.location.pathname === '/design') {
    const { default: DesignView } = await import('./views/DesignView.vue')
    createApp(DesignView).use(i18n).mount('#app')
    return
  }
  const state = window.palabre === undefined ? await signIn(window.location, window.history) : 'signed-in'
  if (state === 'signed-in') {
    provideBridge(pageBridge())
    if (isMini) createApp(MiniView).use(createPinia()).use(i18n).mount('#app')
    else createApp(App).use(createPinia()).use(createPages()).use(i18n).mount('#app')
  } else {
    createApp(LockedView, { state }).use(i18n).mount('#app')
  }
}

await start()
