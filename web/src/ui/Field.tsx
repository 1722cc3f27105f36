import { useId, type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, type TextareaHTMLAttributes } from 'react'
import css from './Field.module.css'

interface Frame {
  label: ReactNode
  /** What to know before typing. */
  hint?: ReactNode
  /** What is wrong with what was typed. */
  fault?: ReactNode
}

function useFrame({ hint, fault }: Pick<Frame, 'hint' | 'fault'>) {
  const id = useId()
  const described = [hint ? `${id}-hint` : '', fault ? `${id}-fault` : ''].filter((x) => x !== '').join(' ')
  return { id, aria: { id, 'aria-describedby': described || undefined, 'aria-invalid': fault ? true : undefined } as const }
}

function Framed({ id, label, hint, fault, children }: Frame & { id: string; children: ReactNode }) {
  return (
    <div className={css.field}>
      <label htmlFor={id} className={css.label}>
        {label}
      </label>
      {children}
      {hint && (
        <div id={`${id}-hint`} className={css.hint}>
          {hint}
        </div>
      )}
      {fault && (
        <div id={`${id}-fault`} className={css.fault} role="alert">
          {fault}
        </div>
      )}
    </div>
  )
}

type TextFieldProps = Frame & Omit<InputHTMLAttributes<HTMLInputElement>, 'id'>

/** One line of text with its label, hint and fault. */
export function TextField({ label, hint, fault, className, ...rest }: TextFieldProps) {
  const { id, aria } = useFrame({ hint, fault })
  return (
    <Framed id={id} label={label} hint={hint} fault={fault}>
      <input {...rest} {...aria} className={`${css.input} ${className ?? ''}`} />
    </Framed>
  )
}

/** Several lines of text. */
export function TextArea({ label, hint, fault, ...rest }: Frame & Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'id'>) {
  const { id, aria } = useFrame({ hint, fault })
  return (
    <Framed id={id} label={label} hint={hint} fault={fault}>
      <textarea rows={3} {...rest} {...aria} className={`${css.input} ${css.area}`} />
    </Framed>
  )
}

export interface Choice {
  value: string
  label: string
}

/** One of a few words. */
export function SelectField({
  label,
  hint,
  fault,
  choices,
  ...rest
}: Frame & Omit<SelectHTMLAttributes<HTMLSelectElement>, 'id'> & { choices: readonly Choice[] }) {
  const { id, aria } = useFrame({ hint, fault })
  return (
    <Framed id={id} label={label} hint={hint} fault={fault}>
      <select {...rest} {...aria} className={css.input}>
        {choices.map((c) => (
          <option key={c.value} value={c.value}>
            {c.label}
          </option>
        ))}
      </select>
    </Framed>
  )
}

/** Yes or no, beside its words. */
export function CheckField({
  label,
  hint,
  ...rest
}: { label: ReactNode; hint?: ReactNode } & Omit<InputHTMLAttributes<HTMLInputElement>, 'id' | 'type'>) {
  const { id, aria } = useFrame({ hint })
  return (
    <div className={css.check}>
      <input {...rest} {...aria} type="checkbox" />
      <div>
        <label htmlFor={id}>{label}</label>
        {hint && (
          <div id={`${id}-hint`} className={css.hint}>
            {hint}
          </div>
        )}
      </div>
    </div>
  )
}
