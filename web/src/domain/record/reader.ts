/** Lines and bytes of a file that comes piece by piece. */

/** The file breaks the rules here; what was to be read next says where. */
export class Broken extends Error {}

const longest = 4096
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Reads a file from its beginning, holding no more than the piece at hand and one line. */
export class Reader {
  private held: Uint8Array = new Uint8Array(0)
  private at = 0
  private ended = false
  /** Bytes read so far. */
  offset = 0

  constructor(private readonly next: () => Promise<Uint8Array | null>) {}

  /** Brings in the next piece behind what is left; false at the end of the file. */
  private async fill(): Promise<boolean> {
    if (this.ended) return false
    const piece = await this.next()
    if (piece === null) {
      this.ended = true
      return false
    }
    const left = this.held.subarray(this.at)
    if (left.length === 0) this.held = piece
    else {
      this.held = new Uint8Array(left.length + piece.length)
      this.held.set(left)
      this.held.set(piece, left.length)
    }
    this.at = 0
    return true
  }

  /** The next line without its line feed. */
  async line(): Promise<string> {
    for (let seen = 0; ;) {
      const end = this.held.indexOf(10, this.at + seen)
      const length = (end < 0 ? this.held.length : end) - this.at
      if (length > longest) throw new Broken('a line is too long')
      if (end >= 0) {
        const bytes = this.held.subarray(this.at, end)
        this.offset += bytes.length + 1
        this.at = end + 1
        try {
          return decoder.decode(bytes)
        } catch {
          throw new Broken('a line is no UTF-8')
        }
      }
      seen = length
      if (!(await this.fill())) throw new Broken('the file ends too early')
    }
  }

  /** Hands the next bytes to a sink, in as many pieces as they came. */
  async bytes(count: number, sink: (piece: Uint8Array) => void): Promise<void> {
    for (let missing = count; missing > 0;) {
      if (this.at === this.held.length && !(await this.fill())) throw new Broken('the file ends too early')
      const piece = this.held.subarray(this.at, this.at + missing)
      sink(piece)
      this.at += piece.length
      this.offset += piece.length
      missing -= piece.length
    }
  }

  /** Whether nothing follows. */
  async end(): Promise<boolean> {
    while (this.at === this.held.length) if (!(await this.fill())) return true
    return false
  }
}
