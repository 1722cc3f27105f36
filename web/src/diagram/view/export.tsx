/** The whole picture as a drawing of its own, for paper and other programs: light colours, no scripts, fonts inside. */
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import type { Messages } from '../../messages/messages'
import { LanguageProvider } from '../../ui/language'
import tokens from '../../ui/styles/tokens.json'
import { around, inflated } from '../geometry'
import { sayIn, type Say } from '../words'
import { Bands } from './Bands'
import { Drawing, DrawingDefs } from './Drawing'
import type { Picture } from './picture'

export interface ExportHead {
  title: string
  /** Project and state, as they are to stand under the title. */
  note: string
}

const families: Record<string, string> = {
  '--sans': "'IBM Plex Sans', 'Segoe UI', sans-serif",
  '--mono': "'IBM Plex Mono', Consolas, monospace",
}
const light: Record<string, string> = tokens.light
const edge = { left: 110, right: 30, top: 74, bottom: 46 }

/** Writes the picture as an SVG file. */
export async function exportedSvg(
  picture: Picture,
  head: ExportHead,
  options: { lanes: boolean; flows: boolean },
  locale: string,
): Promise<{ text: string; width: number; height: number }> {
  const say = sayIn(locale)
  const box = inflated(around([...picture.targets.values()]) ?? { x: 0, y: 0, w: 400, h: 300 }, 14)
  const width = Math.ceil(box.w + edge.left + edge.right)
  const height = Math.ceil(box.h + edge.top + edge.bottom)
  const view = { x: edge.left - box.x, y: edge.top - box.y, k: 1 }
  const host = document.createElement('div')
  const root = createRoot(host)
  flushSync(() =>
    root.render(
      // A drawing has words of the diagram only.
      <LanguageProvider locale={locale} messages={{} as Messages}>
        <svg
          xmlns="http://www.w3.org/2000/svg"
          width={width}
          height={height}
          viewBox={`0 0 ${width} ${height}`}
          fontFamily="var(--sans)"
        >
          <title>{head.title}</title>
          <DrawingDefs />
          <rect width={width} height={height} fill="var(--canvas)" />
          {options.lanes && <Bands bands={picture.settled.bands} view={view} width={width} height={height - edge.bottom} />}
          <g transform={`translate(${view.x} ${view.y})`}>
            <Drawing picture={picture} chosen={null} target={null} far={0} channels={options.flows} part={null} />
          </g>
          <rect width={width} height={48} fill="var(--surface)" />
          <path d={`M0 48.5H${width}M0 ${height - 32.5}H${width}`} stroke="var(--border)" />
          <text x={16} y={22} fontSize={16} fontWeight={600} fill="var(--text)">
            {head.title}
          </text>
          <text x={16} y={38} fontSize={11} fill="var(--text-2)">
            {head.note}
          </text>
          <rect y={height - 32} width={width} height={32} fill="var(--surface)" />
          <PrintedLegend y={height - 12} say={say} />
        </svg>
      </LanguageProvider>,
    ),
  )
  const svg = host.querySelector('svg') as SVGSVGElement
  inlineSymbols(svg)
  const style = document.createElementNS('http://www.w3.org/2000/svg', 'style')
  style.textContent = await fontFaces()
  svg.prepend(style)
  const text = withoutVariables(new XMLSerializer().serializeToString(svg))
  root.unmount()
  return { text: `<?xml version="1.0" encoding="UTF-8"?>\n${text}\n`, width, height }
}

function PrintedLegend({ y, say }: { y: number; say: Say }) {
  const entries = [
    ['#g-strength-met', say('diagram.strength.met')],
    ['#g-strength-claimed', say('diagram.strength.claimed')],
    ['#g-strength-gap', say('diagram.strength.gap')],
    ['#g-strength-not-assessed', say('diagram.strength.not assessed')],
    ['#g-marker-suspect', say('diagram.legend.suspect')],
  ] as const
  let x = 16
  return (
    <g fontSize={11} fill="var(--text-2)">
      {entries.map(([glyph, text]) => {
        const at = x
        x += 40 + text.length * 6
        return (
          <g key={glyph} transform={`translate(${at} ${y})`}>
            <use href={glyph} x={0} y={-10} width={12} height={12} />
            <text x={17}>{text}</text>
          </g>
        )
      })}
    </g>
  )
}

/** Copies what the drawing refers to out of the page's sprite. */
function inlineSymbols(svg: SVGSVGElement) {
  const defs = svg.querySelector('defs')
  const wanted = new Set([...svg.querySelectorAll('use')].map((u) => (u.getAttribute('href') ?? '').slice(1)))
  for (const id of ['hatch', ...wanted].sort()) {
    const symbol = document.getElementById(id)
    if (symbol && defs) defs.append(symbol.cloneNode(true))
  }
  for (const element of svg.querySelectorAll('[data-key],[data-kind],[data-toggle],[data-k]'))
    for (const name of ['data-key', 'data-kind', 'data-toggle', 'data-k']) element.removeAttribute(name)
  for (const toggle of svg.querySelectorAll('use[href="#g-ui-chevron-down"]')) toggle.parentElement?.remove()
}

/** Puts values in place of the names of colours and fonts, which other programs do not know. */
export function withoutVariables(svg: string): string {
  return svg.replace(/var\(\s*(--[\w-]+)\s*(?:,[^()]*)?\)/g, (_, name: string) => {
    const family = families[name]
    return family ? family.replaceAll("'", '&#39;') : (light[name.slice(2)] ?? '#000000')
  })
}

/** The fonts of the page, as they are in its style sheets, with the files inside. */
async function fontFaces(): Promise<string> {
  const out: string[] = []
  for (const sheet of document.styleSheets) {
    for (const rule of rulesOf(sheet)) {
      if (!(rule instanceof CSSFontFaceRule)) continue
      const address = /url\(["']?([^"')]+)["']?\)/.exec(rule.style.getPropertyValue('src'))?.[1]
      const family = rule.style.getPropertyValue('font-family')
      if (!address || !family.includes('Plex')) continue
      const data = await asData(new URL(address, sheet.href ?? document.baseURI).href)
      if (data)
        out.push(
          `@font-face{font-family:${family};font-weight:${rule.style.getPropertyValue('font-weight')};src:url(${data}) format('woff2')}`,
        )
    }
  }
  return out.join('\n')
}

function rulesOf(sheet: CSSStyleSheet): CSSRule[] {
  try {
    return [...sheet.cssRules]
  } catch {
    return [] // of another origin
  }
}

async function asData(address: string): Promise<string | null> {
  try {
    const blob = await (await fetch(address)).blob()
    return await new Promise((resolve) => {
      const reader = new FileReader()
      reader.onload = () =>
        resolve(typeof reader.result === 'string' ? reader.result.replace(/^data:[^;,]*/, 'data:font/woff2') : null)
      reader.onerror = () => resolve(null)
      reader.readAsDataURL(blob)
    })
  } catch {
    return null // the drawing falls back to a font of its reader
  }
}

/** Paints an SVG file as PNG, twice as fine as the screen, within what browsers can paint. */
export async function exportedPng(svg: { text: string; width: number; height: number }): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([svg.text], { type: 'image/svg+xml' }))
  try {
    const image = new Image()
    await new Promise<void>((resolve, reject) => {
      image.onload = () => resolve()
      image.onerror = () => reject(new Error('the browser cannot paint the drawing'))
      image.src = address
    })
    const fine = Math.min(2, 16_000 / Math.max(svg.width, svg.height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.floor(svg.width * fine)
    canvas.height = Math.floor(svg.height * fine)
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
    return await new Promise((resolve, reject) =>
      canvas.toBlob((b) => (b ? resolve(b) : reject(new Error('the picture is too large'))), 'image/png'),
    )
  } finally {
    URL.revokeObjectURL(address)
  }
}

/** Hands a file to the user. */
export function save(name: string, content: Blob) {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

/** Prints an SVG file on one page, landscape if it is wide: in a frame of its own, so that nothing else of the page is printed. */
export function print(svg: { text: string; width: number; height: number }) {
  const frame = document.createElement('iframe')
  frame.style.cssText = 'position:fixed;width:0;height:0;border:0;visibility:hidden'
  frame.title = 'print'
  document.body.append(frame)
  const inner = frame.contentDocument
  if (!inner || !frame.contentWindow) return
  const style = inner.createElement('style')
  style.textContent = `@page{size:A4 ${svg.width > svg.height ? 'landscape' : 'portrait'};margin:10mm}html,body{margin:0}svg{width:100%;height:auto;max-height:185mm;display:block;-webkit-print-color-adjust:exact;print-color-adjust:exact}`
  inner.head.append(style)
  const parsed = new DOMParser().parseFromString(svg.text, 'image/svg+xml')
  inner.body.append(inner.importNode(parsed.documentElement, true))
  const done = () => setTimeout(() => frame.remove(), 500)
  frame.contentWindow.addEventListener('afterprint', done)
  frame.contentWindow.focus()
  frame.contentWindow.print()
}
