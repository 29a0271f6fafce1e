/**
 * A setting that does not exist or cannot be: the host does not start with it. The message is one sentence;
 * `next` one with what to do.
 */
export class WrongSetting extends Error {
  override readonly name = 'WrongSetting'
  readonly next: string

  constructor(sentence: string, next = '`palabre host --help` tells every setting and what it takes.') {
    super(sentence)
    this.next = next
  }
}
