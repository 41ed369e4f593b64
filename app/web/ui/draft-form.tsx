import { Button } from './button.tsx'

// A form that sends itself while it is edited, to be looked at; its buttons say in `do` what becomes of the draft.

interface UpdateProps {
  /** What its button says where nothing sends it by itself. */
  readonly words: string
}

/** What the return key presses: never the first button to remove something. */
export function FirstButton({ words }: UpdateProps) {
  return (
    <div class="unseen">
      <Button name="do" value="update" more={{ tabindex: -1, 'aria-hidden': 'true' }}>
        {words}
      </Button>
    </div>
  )
}

/** Looks at the draft as it stands. */
export function UpdateButton({ words }: UpdateProps) {
  return (
    <span class="form-refresh">
      <Button look="quiet" name="do" value="update">
        {words}
      </Button>
    </span>
  )
}

interface RemoveRowProps {
  /** What its button says: `remove:` and the row. */
  readonly step: string
  readonly label: string
}

/** Takes a row of the draft away, whatever is typed into it. */
export function RemoveRow({ step, label }: RemoveRowProps) {
  return <Button look="quiet" icon="x" name="do" value={step} label={label} more={{ formnovalidate: true }} />
}
