import { href, paths } from '../../../../paths.ts'
import { Button } from '../../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../../web/ui/card.tsx'
import { Select } from '../../../../web/ui/choice.tsx'
import { Disclosure } from '../../../../web/ui/disclosure.tsx'
import { Form, FormActions, FormRow } from '../../../../web/ui/form.tsx'
import { useView } from '../../../../web/view.ts'
import { wordOf } from '../../../../web/was.ts'
import type { ImportRow } from '../queries.ts'
import { delimiters } from '../reading/delimiter.ts'
import { encodings } from '../reading/encoding.ts'
import type { Reading } from '../reading/rows.ts'
import { delimiterWords, encodingWords } from '../reading/words.ts'

interface ReadingFormProps {
  readonly row: Pick<ImportRow, 'id' | 'version'>
  readonly reading: Partial<Reading>
  readonly open?: boolean
}

/** Encoding and delimiter, for when the guess was wrong. */
export function ReadingForm({ row, reading, open }: ReadingFormProps) {
  const { t } = useView()
  const { encoding, delimiter } = reading
  const now =
    encoding && delimiter
      ? t('imports:reading.now', {
          encoding: t(encodingWords[encoding]),
          delimiter: t(delimiterWords[delimiter]),
        })
      : undefined
  return (
    <Card title={t('imports:reading.title')} note={now}>
      <CardPart>
        <Disclosure summary={t('imports:reading.lead')} open={open}>
          <Form action={href(paths.importReading, { id: row.id })}>
            <input type="hidden" name="was" value={wordOf(row.version)} />
            <FormRow>
              <Select
                name="encoding"
                label={t('imports:reading.encoding')}
                value={encoding}
                empty={t('imports:reading.guess')}
                options={encodings.map(value => ({ value, text: t(encodingWords[value]) }))}
              />
              <Select
                name="delimiter"
                label={t('imports:reading.delimiter')}
                value={delimiter}
                empty={t('imports:reading.guess')}
                options={delimiters.map(value => ({ value, text: t(delimiterWords[value]) }))}
              />
            </FormRow>
            <FormActions>
              <Button>{t('imports:reading.again')}</Button>
            </FormActions>
          </Form>
        </Disclosure>
      </CardPart>
    </Card>
  )
}
