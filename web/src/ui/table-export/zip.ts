/** ZIP files, as far as a workbook needs them. The browser does the packing, off the page's own thread. */

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1
  return c
})

interface Packed {
  name: Uint8Array
  crc: number
  size: number
  packed: Blob
}

/** One file of the archive; it takes text piece by piece. */
export interface Entry {
  write: (text: string) => Promise<void>
  close: () => Promise<void>
}

/** Makes an archive in memory. Entries are written one after the other. */
export function zipWriter(): { entry: (name: string) => Entry; blob: (type: string) => Blob } {
  const done: Packed[] = []
  const encoder = new TextEncoder()
  return {
    entry(name) {
      const stream = new CompressionStream('deflate-raw')
      const writer = stream.writable.getWriter()
      const packed = new Response(stream.readable).blob()
      let crc = 0xffffffff
      let size = 0
      return {
        async write(text) {
          const bytes = encoder.encode(text)
          for (const b of bytes) crc = (crcTable[(crc ^ b) & 0xff] ?? 0) ^ (crc >>> 8)
          size += bytes.length
          await writer.write(bytes)
        },
        async close() {
          await writer.close()
          done.push({ name: encoder.encode(name), crc: ~crc >>> 0, size, packed: await packed })
        },
      }
    },
    blob(type) {
      const parts: BlobPart[] = []
      const directory: BlobPart[] = []
      let at = 0
      let directorySize = 0
      for (const e of done) {
        const fields = [20, 0x0800, 8, 0, 0x21] // version, names in UTF-8, deflate, 1980-01-01: the same table gives the same file
        const local = header(0x04034b50, [...fields], e)
        parts.push(local, e.name.slice(), e.packed)
        const central = header(0x02014b50, [20, ...fields], e, at)
        directory.push(central, e.name.slice())
        directorySize += central.byteLength + e.name.length
        at += local.byteLength + e.name.length + e.packed.size
      }
      const end = new DataView(new ArrayBuffer(22))
      end.setUint32(0, 0x06054b50, true)
      end.setUint16(8, done.length, true)
      end.setUint16(10, done.length, true)
      end.setUint32(12, directorySize, true)
      end.setUint32(16, at, true)
      return new Blob([...parts, ...directory, end.buffer], { type })
    },
  }
}

/** The head of an entry, or with a place its line in the directory. */
function header(mark: number, words: readonly number[], e: Packed, place?: number): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(place === undefined ? 30 : 46))
  view.setUint32(0, mark, true)
  let at = 4
  for (const word of words) {
    view.setUint16(at, word, true)
    at += 2
  }
  for (const number of [e.crc, e.packed.size, e.size]) {
    view.setUint32(at, number, true)
    at += 4
  }
  view.setUint16(at, e.name.length, true)
  if (place !== undefined) view.setUint32(42, place, true)
  return view.buffer
}
