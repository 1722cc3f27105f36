/** The whole picture as a drawing of its own, for paper and other programs: light colours, no scripts, fonts inside. */
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import type { Messages } from '../../messages/messages'
import { LanguageProvider } from '../../ui/language'
import tokens from '../../ui/styles/tokens.json'
import { around, inflated } from '../geometry'
import { sayIn, type Say } from '../words'
import { Bands } from './Bands'
import type { Levels, Strength } from '../model'
import { fitted, textWidth } from '../text-width'
import { Drawing, DrawingDefs } from './Drawing'
import type { Picture } from './picture'
import { VectorMark } from './VectorMark'
import { strengthGlyph } from './ZoneShape'

/** What stands in the title block. */
export interface ExportHead {
  title: string
  /** Key of the project. */
  project: string
  /** Which state of the record is drawn. */
  state: string
  /** The day it was drawn, in the language of the page. */
  date: string
  /** Name of the layout; empty for the usual one. */
  layout: string
}

/** A drawing as text, with its size in pixels. */
export interface Exported {
  text: string
  width: number
  height: number
}

const families: Record<string, string> = {
  '--sans': "'IBM Plex Sans', 'Segoe UI', sans-serif",
  '--mono': "'IBM Plex Mono', Consolas, monospace",
}
const light: Record<string, string> = tokens.light
const edge = { left: 110, right: 30, top: 30, bottom: 104 }
const block = { w: 470, h: 74 }
const leastWidth = 1100

/** Writes the picture as an SVG file. */
export async function exportedSvg(
  picture: Picture,
  head: ExportHead,
  options: { lanes: boolean; flows: boolean },
  locale: string,
): Promise<Exported> {
  const say = sayIn(locale)
  const box = inflated(around([...picture.targets.values()]) ?? { x: 0, y: 0, w: 400, h: 300 }, 14)
  const width = Math.max(Math.ceil(box.w + edge.left + edge.right), leastWidth)
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
          <rect y={height - edge.bottom + 14} width={width} height={edge.bottom} fill="var(--surface)" />
          <path d={`M0 ${height - edge.bottom + 13.5}H${width}`} stroke="var(--border-strong)" />
          <PrintedLegend y={height - edge.bottom + 38} say={say} channels={options.flows} />
          <TitleBlock head={head} x={width - block.w - 8} y={height - block.h - 8} say={say} />
          <rect x={0.5} y={0.5} width={width - 1} height={height - 1} fill="none" stroke="var(--border-strong)" />
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

/** What drawing it is, of which state and day, as on any drawing of a plant. */
function TitleBlock({ head, x, y, say }: { head: ExportHead; x: number; y: number; say: Say }) {
  const cell = (cx: number, cy: number, label: string, text: string, room: number, bold = false) => (
    <g transform={`translate(${cx} ${cy})`}>
      <text x={8} y={12} fontSize={8.5} fill="var(--text-3)">
        {label}
      </text>
      <text x={8} y={bold ? 29 : 27} fontSize={bold ? 14 : 11} fontWeight={bold ? 600 : 400} fill="var(--text)">
        {fitted(text, bold ? 14 : 11, room)}
      </text>
    </g>
  )
  const document = head.layout === '' ? say('diagram.title') : `${say('diagram.title')}, ${head.layout}`
  return (
    <g transform={`translate(${x} ${y})`}>
      <rect width={block.w} height={block.h} fill="var(--surface)" stroke="var(--text-2)" />
      <path d={`M0 38H${block.w}M140 38V${block.h}M350 38V${block.h}`} stroke="var(--text-2)" fill="none" />
      {cell(0, 0, document, head.title, 450, true)}
      {cell(0, 40, say('diagram.print.project'), head.project, 126)}
      {cell(140, 40, say('diagram.print.state'), head.state, 196)}
      {cell(350, 40, say('diagram.print.date'), head.date, 106)}
    </g>
  )
}

const lines: [Strength, string, string | undefined, number][] = [
  ['met', 'var(--met-soft)', undefined, 3],
  ['claimed', 'var(--met)', '2 2', 3],
  ['gap', 'var(--gap)', '7 3', 3],
  ['not assessed', 'var(--control)', '2 5', 2],
]

function PrintedLegend({ y, say, channels }: { y: number; say: Say; channels: boolean }) {
  const signs: [React.ReactNode, string][] = [
    ...lines.map(([strength, stroke, dash, w]): [React.ReactNode, string] => [
      <g key={strength}>
        <path d="M2 -12V4" stroke={stroke} strokeDasharray={dash} strokeWidth={w} />
        <use href={strengthGlyph(strength)} x={8} y={-10} width={12} height={12} />
      </g>,
      say(`diagram.strength.${strength}`),
    ]),
    [<use key="s" href="#g-marker-suspect" x={4} y={-10} width={13} height={13} />, say('diagram.legend.suspect')],
    [
      <g key="c" fill="none">
        <path d="M0 -4H20" stroke="var(--wire)" strokeWidth={5} />
        <path d="M0 -4H20" stroke="var(--surface)" strokeWidth={2.5} />
      </g>,
      say('diagram.list.conduits'),
    ],
    [
      <rect key="z" x={1} y={-11} width={18} height={13} rx={2} fill="none" stroke="var(--text-2)" strokeWidth={1.5} />,
      say('diagram.legend.safety'),
    ],
  ]
  if (channels)
    signs.push([
      <path key="ch" d="M0 -4H18" stroke="var(--ink-soft)" strokeWidth={1.3} markerEnd="url(#channel-end)" />,
      say('diagram.legend.channel'),
    ])
  let x = 16
  return (
    <g fontSize={11} fill="var(--text-2)">
      {signs.map(([sign, text], i) => {
        const at = x
        x += 46 + textWidth(text, 11)
        return (
          <g key={i} transform={`translate(${at} ${y})`}>
            {sign}
            <text x={26}>{text}</text>
          </g>
        )
      })}
      <VectorKey y={y + 16} say={say} />
    </g>
  )
}

/** How to read the bars in the head of a zone. */
function VectorKey({ y, say }: { y: number; say: Say }) {
  const levels: Levels = {
    target: [3, 2, 2, 2, 1, 2, 3],
    achieved: [1, 2, 2, 1, 1, 2, 2],
    claimed: [2, 2, 2, 1, 1, 2, 2],
    capability: [3, 2, 2, 2, 2, 2, 3],
    approved: true,
  }
  return (
    <g transform={`translate(16 ${y})`}>
      <VectorMark levels={levels} x={0} y={0} />
      <text x={80} y={13}>
        {say('diagram.legend.vector')}
      </text>
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
export async function exportedPng(svg: Exported): Promise<Blob> {
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
export function print(svg: Exported, paper: 'A4' | 'A3') {
  const frame = document.createElement('iframe')
  frame.style.cssText = 'position:fixed;width:0;height:0;border:0;visibility:hidden'
  frame.title = 'print'
  frame.name = 'diagram-print'
  document.body.append(frame)
  const inner = frame.contentDocument
  if (!inner || !frame.contentWindow) return
  const wide = svg.width > svg.height
  const [short, long] = paper === 'A4' ? [210, 297] : [297, 420]
  const most = (wide ? short : long) - 22
  const style = inner.createElement('style')
  style.textContent = `@page{size:${paper} ${wide ? 'landscape' : 'portrait'};margin:10mm}html,body{margin:0}svg{width:100%;height:auto;max-height:${most}mm;display:block;-webkit-print-color-adjust:exact;print-color-adjust:exact}`
  inner.head.append(style)
  const parsed = new DOMParser().parseFromString(svg.text, 'image/svg+xml')
  inner.body.append(inner.importNode(parsed.documentElement, true))
  const done = () => setTimeout(() => frame.remove(), 500)
  frame.contentWindow.addEventListener('afterprint', done)
  frame.contentWindow.focus()
  frame.contentWindow.print()
}
