import { StaffLayout } from '../../../app/web/layout.tsx'
import { Button, PostButton } from '../../../app/web/ui/button.tsx'
import { Copyable } from '../../../app/web/ui/copyable.tsx'
import { DataTable } from '../../../app/web/ui/data-table.tsx'
import { Dialog } from '../../../app/web/ui/dialog.tsx'
import { Field } from '../../../app/web/ui/field.tsx'
import { FilterBar } from '../../../app/web/ui/filter-bar.tsx'
import { FlashMessage } from '../../../app/web/ui/flash-message.tsx'
import { Form } from '../../../app/web/ui/form.tsx'
import { PageHead } from '../../../app/web/ui/page-head.tsx'
import { Tabs } from '../../../app/web/ui/tabs.tsx'

/** A page on which every controller has something to do. */
export function Playground({ title }: { readonly title: string }) {
  return (
    <StaffLayout title={title} live="/live">
      <PageHead title={title} />
      <FlashMessage tone="bad" text="It did not work." />
      <div id="panel">
        <input id="inside" aria-label="Inside" />
      </div>
      <div id="other" />
      <List />
      <FilterBar action="/list" frame="list">
        <Field name="filter" label="Filter" />
      </FilterBar>
      <turbo-frame id="list" />
      <Form action="/save" guards>
        <Field name="name" label="Name" />
        <Button>Save</Button>
      </Form>
      <Form action="/upload" files>
        <Field name="file" type="file" label="File" />
        <Button>Upload</Button>
      </Form>
      <Button opens="some-dialog">Open dialog</Button>
      <PostButton action="/erase" confirm="Erase for good?">
        Erase
      </PostButton>
      <Passkey />
      <Copyable text="wk_secret" />
      <Tabs
        label="Pages"
        tabs={Array.from({ length: 12 }, (_, at) => ({
          href: `#${at}`,
          text: `Page number ${at}`,
          current: at === 10,
        }))}
      />
      <Dialog id="some-dialog" title="Some dialog">
        <Field name="inside-dialog" label="Inside" autofocus />
      </Dialog>
    </StaffLayout>
  )
}

function List() {
  return (
    <DataTable
      caption="Rows"
      columns={[{ key: 'name', label: 'Name', value: row => row.name }]}
      rows={[
        { id: 1, name: 'First' },
        { id: 2, name: 'Second' },
        { id: 3, name: 'Third' },
      ]}
      href={row => `/row-${row.id}`}
      pick={{ name: 'row[]', value: row => String(row.id), label: row => `Select ${row.name}` }}
      empty={null}
    />
  )
}

function Passkey() {
  return (
    <div
      hidden
      data-controller="passkey"
      data-passkey-ceremony-value="registration"
      data-passkey-challenge-value="/challenge"
      data-passkey-answer-value="/answer"
      data-passkey-failed-value="The device gave no passkey."
    >
      <input aria-label="Name of the passkey" data-passkey-target="name" />
      <Button type="button" more={{ 'data-action': 'passkey#start', 'data-passkey-target': 'button' }}>
        Add passkey
      </Button>
      <p role="alert" data-passkey-target="error" />
    </div>
  )
}
