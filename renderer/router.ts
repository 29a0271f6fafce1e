import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import CallView from './views/CallView.vue'
import HomeView from './views/HomeView.vue'

/** The pages. In memory: the address bar belongs to the shell, and a reload follows the session. */
export function createPages(): Router {
  return createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/', name: 'home', component: HomeView },
      { path: '/call', name: 'call', component: CallView },
      // Loaded when it is asked for: nobody needs charts to begin to talk.
      { path: '/metrics', name: 'metrics', component: () => import('./views/MetricsView.vue') },
      { path: '/admin', name: 'admin', component: () => import('./views/AdminView.vue') },
    ],
  })
}
