import { type Column, DataTable } from '../../../web/ui/data-table.tsx'
import { useView, type View } from '../../../web/view.ts'
import type { Variant, Variants } from '../plays/variants.ts'
import { type ArmLine, armLine, resultColumns } from './result-columns.tsx'

type Line = ArmLine & Pick<Variant, 'accounts' | 'minutes' | 'mails'>

interface TableProps extends Pick<Variants, 'variants' | 'report'> {
  readonly nameOf: (path: string) => string
}

/** Variants in numbers, with what each cost. */
export function VariantsTable({ variants, report, nameOf }: TableProps) {
  const view = useView()
  const lines = variants.map((variant): Line => {
    const { accounts, minutes, mails } = variant
    return { ...armLine(report, variant.path, nameOf(variant.path)), accounts, minutes, mails }
  })
  const words = { name: view.t('effects:variants.name'), variant: true }
  const columns: readonly Column<Line>[] = [...resultColumns(view, report, words), ...costColumns(view)]
  return <DataTable caption={view.t('effects:variants.title')} columns={columns} rows={lines} empty={null} />
}

function costColumns({ t, format }: View): readonly Column<Line>[] {
  const each = (total: number, { accounts }: Line) => (accounts > 0 ? format.number(total / accounts, 1) : '–')
  return [
    {
      key: 'minutes',
      label: t('effects:variants.minutes'),
      numeric: true,
      value: line => each(line.minutes, line),
    },
    {
      key: 'mails',
      label: t('effects:variants.mails'),
      numeric: true,
      value: line => each(line.mails, line),
    },
  ]
}
