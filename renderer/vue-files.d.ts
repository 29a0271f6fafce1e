/** For tools that do not understand Vue files; vue-tsc does, and checks their props. */
declare module '*.vue' {
  import type { DefineComponent } from 'vue'

  const component: DefineComponent
  export default component
}
