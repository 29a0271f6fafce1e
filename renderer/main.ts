import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { pageBridge, provideBridge } from './bridge/bridge.ts'
import { signIn } from './bridge/sign-in.ts'
import { createMessages } from './i18n/index.ts'
import { createPages } from './router.ts'
import './styles/tokens.css'
import './styles/base.css'
import './styles/fields.css'
import LockedView from './views/LockedView.vue'

const i18n = createMessages()
const state = window.palabre === undefined ? await signIn(window.location, window.history) : 'signed-in'

if (state === 'signed-in') {
  provideBridge(pageBridge())
  createApp(App).use(createPinia()).use(createPages()).use(i18n).mount('#app')
} else {
  createApp(LockedView, { state }).use(i18n).mount('#app')
}
