/** What floats above the page. This file and theme.tsx are all that know Mantine. */
import { Menu as MantineMenu, Modal, Popover as MantinePopover, Tooltip } from '@mantine/core'
import type { ReactElement, ReactNode } from 'react'
import { Glyph } from './Glyph'
import type { GlyphName } from './glyph-names'
import { useT } from './language'
import { AddressLink } from './navigation'
import type { Address } from '../domain/address'
import css from './Overlay.module.css'

interface DialogProps {
  open: boolean
  title: ReactNode
  onClose: () => void
  /** A dialog that has to be answered cannot be closed by Esc or a click beside it. */
  must?: boolean
  width?: number
  top?: boolean
  bare?: boolean
  children: ReactNode
}

/** A question above the page. Focus stays inside and goes back to where it was. */
export function Dialog({ open, title, onClose, must = false, width = 440, top = false, bare = false, children }: DialogProps) {
  const t = useT()
  return (
    <Modal.Root
      opened={open}
      onClose={onClose}
      size={width}
      centered={!top}
      yOffset={80}
      closeOnEscape={!must}
      closeOnClickOutside={!must}
      transitionProps={{ duration: 120, transition: 'fade' }}
      classNames={{ content: css.dialog }}
    >
      <Modal.Overlay backgroundOpacity={0.35} />
      <Modal.Content>
        {bare ? (
          <Modal.Title className="visually-hidden">{title}</Modal.Title>
        ) : (
          <div className={css.dialogHead}>
            <Modal.Title className={css.dialogTitle}>{title}</Modal.Title>
            {!must && <Modal.CloseButton aria-label={t('do.close')} />}
          </div>
        )}
        <Modal.Body className={bare ? css.bare : css.dialogBody}>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}

/** A word about what is under the pointer or has the focus. */
export function Tip({
  text,
  children,
  side = 'bottom',
}: {
  text: ReactNode
  children: ReactElement
  side?: 'bottom' | 'right' | 'top' | 'left'
}) {
  return (
    <Tooltip
      label={text}
      position={side}
      openDelay={300}
      events={{ hover: true, focus: true, touch: false }}
      transitionProps={{ duration: 120 }}
      classNames={{ tooltip: css.tip }}
    >
      {children}
    </Tooltip>
  )
}

export interface MenuEntry {
  key: string
  label: ReactNode
  glyph?: GlyphName
  chosen?: boolean
  hint?: ReactNode
  to?: Address
  onChoose?: () => void
  disabled?: boolean
}

/** Entries, or a heading over those that follow. */
export type MenuPart = MenuEntry | { heading: ReactNode }

/** A list of actions behind a button. */
export function Menu({
  button,
  parts,
  width = 220,
  end = false,
}: {
  button: ReactElement
  parts: readonly MenuPart[]
  width?: number
  end?: boolean
}) {
  return (
    <MantineMenu
      width={width}
      position={end ? 'bottom-end' : 'bottom-start'}
      transitionProps={{ duration: 120 }}
      // The placeholder would stand in the menu and be no entry of it.
      withInitialFocusPlaceholder={false}
      classNames={{ dropdown: css.menu, item: css.item, label: css.heading }}
    >
      <MantineMenu.Target>{button}</MantineMenu.Target>
      <MantineMenu.Dropdown>
        {parts.map((part, i) =>
          'heading' in part ? (
            <MantineMenu.Label key={`h${i}`}>{part.heading}</MantineMenu.Label>
          ) : (
            <MenuItem key={part.key} entry={part} />
          ),
        )}
      </MantineMenu.Dropdown>
    </MantineMenu>
  )
}

/** A list of actions at a point of the page, for a click of the second mouse button or the menu key. */
export function ContextMenu({
  at,
  label,
  parts,
  onClose,
  width = 240,
}: {
  at: { x: number; y: number }
  label: string
  parts: readonly MenuPart[]
  onClose: () => void
  width?: number
}) {
  return (
    <MantineMenu
      opened
      onChange={(open) => !open && onClose()}
      width={width}
      position="bottom-start"
      offset={2}
      transitionProps={{ duration: 0 }}
      classNames={{ dropdown: css.menu, item: css.item, label: css.heading }}
    >
      <MantineMenu.Target>
        <span aria-hidden style={{ position: 'fixed', left: at.x, top: at.y, width: 1, height: 1 }} />
      </MantineMenu.Target>
      <MantineMenu.Dropdown aria-label={label} aria-labelledby={undefined}>
        {parts.map((part, i) =>
          'heading' in part ? (
            <MantineMenu.Label key={`h${i}`}>{part.heading}</MantineMenu.Label>
          ) : (
            <MenuItem key={part.key} entry={part} />
          ),
        )}
      </MantineMenu.Dropdown>
    </MantineMenu>
  )
}

function MenuItem({ entry }: { entry: MenuEntry }) {
  const inside = (
    <span className={css.entry}>
      {entry.glyph && <Glyph name={entry.glyph} size={14} />}
      <span className="grow ellipsis">{entry.label}</span>
      {entry.hint && <span className="muted tiny">{entry.hint}</span>}
      {entry.chosen && <Glyph name="ui-check" size={14} />}
    </span>
  )
  const state = { disabled: entry.disabled, 'aria-current': entry.chosen || undefined }
  if (entry.to)
    return (
      <MantineMenu.Item {...state} component={AddressLink} to={entry.to}>
        {inside}
      </MantineMenu.Item>
    )
  return (
    <MantineMenu.Item {...state} onClick={entry.onChoose}>
      {inside}
    </MantineMenu.Item>
  )
}

/** A small panel beside what opened it. */
export function Popover({
  button,
  children,
  open,
  onOpen,
  width,
  label,
}: {
  button: ReactElement
  children: ReactNode
  open: boolean
  onOpen: (open: boolean) => void
  width?: number
  label: string
}) {
  return (
    <MantinePopover
      opened={open}
      onChange={onOpen}
      width={width}
      position="bottom-start"
      trapFocus
      transitionProps={{ duration: 120 }}
      classNames={{ dropdown: css.popover }}
    >
      <MantinePopover.Target>{button}</MantinePopover.Target>
      <MantinePopover.Dropdown aria-label={label}>{children}</MantinePopover.Dropdown>
    </MantinePopover>
  )
}
