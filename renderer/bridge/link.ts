/** What carries the messages of one service: a WebSocket (browser shell) or a MessagePort (Electron). */
export interface Link {
  /** Sends a JSON value; kept until the link is open. */
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** Told with each change between open and lost; a lost link is opened again by itself. */
  onOpen(listener: (open: boolean) => void): void
  close(): void
}

/** The services a page can speak to. */
export type ServiceName = 'app' | 'host' | 'voice'

/** Opens the link to a service. */
export type Linker = (service: ServiceName) => Link
