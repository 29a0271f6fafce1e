/** Everything the page asked for, in order. */
export type Asked = [name: string, ...values: unknown[]]
