import type { Child } from 'hono/jsx'
import { expect, test } from 'vitest'
import { galleryView } from '../../../test/browser/gallery/render.tsx'
import { ViewContext } from '../view.ts'
import { changedMeanwhile } from '../was.ts'
import { Checkbox, RadioGroup, Select } from './choice.tsx'
import { Field, TextArea } from './field.tsx'
import { Form } from './form.tsx'

const show = (content: Child) => {
  const view = galleryView('en', { script: '', style: '' }, '')
  return String(<ViewContext.Provider value={view}>{content}</ViewContext.Provider>)
}

const form = {
  values: { name: '<b>&"', note: 'a\nb', stage: '2', 'roles[]': ['csm'] },
  errors: { name: 'web:form.tooLong' as const },
}

test('what was typed goes before what is stored, escaped', () => {
  const html = show(
    <Form action="/" form={form}>
      <Field name="name" label="Name" value="stored" />
      <TextArea name="note" label="Note" value="stored" />
    </Form>,
  )
  expect(html).toContain('value="&lt;b&gt;&amp;&quot;"')
  expect(html).toContain('>a\nb</textarea>')
  expect(html).not.toContain('stored')
})

test('an error is tied to its field, the first one takes the focus, and the form says how many', () => {
  const html = show(
    <Form action="/" form={form}>
      <Field name="name" label="Name" hint="Short." />
      <Field name="other" label="Other" />
    </Form>,
  )
  expect(html).toContain('aria-describedby="field-name-error field-name-hint"')
  expect(html.match(/aria-invalid/g)).toHaveLength(1)
  expect(html.match(/autofocus/g)).toHaveLength(1)
  expect(html).toContain('This is too long.')
  expect(html).toContain('role="alert">Please check one field.')
})

test('without anything sent, stored values are shown', () => {
  const html = show(
    <Form action="/" form={{ values: {}, errors: {} }}>
      <Field name="name" label="Name" value="stored" />
      <Checkbox name="yes" label="Yes" checked />
    </Form>,
  )
  expect(html).toContain('value="stored"')
  expect(html).toContain('checked')
})

test('choices keep what was chosen; a box that was not sent is not checked', () => {
  const options = [
    { value: '1', text: 'One' },
    { value: '2', text: 'Two' },
  ]
  const html = show(
    <Form action="/" form={form}>
      <Select name="stage" label="Stage" value="1" options={options} />
      <RadioGroup name="stage" legend="Stage" value="1" options={options} />
      <Checkbox name="roles[]" value="csm" label="CSM" />
      <Checkbox name="roles[]" value="admin" label="Admin" checked />
    </Form>,
  )
  expect(html).toContain('<option value="2" selected')
  expect(html).not.toContain('<option value="1" selected')
  expect(html).toMatch(/value="2" checked[^>]*>/)
  expect(html).toMatch(/value="csm" checked/)
  expect(html).not.toMatch(/value="admin" checked/)
})

test('a password is never sent back', () => {
  const secret = { values: { password: 'hunter2' }, errors: {} }
  expect(
    show(
      <Form action="/" form={secret}>
        <Field name="password" type="password" label="Password" />
      </Form>,
    ),
  ).not.toContain('hunter2')
})

test('who saves late sees what is stored now beside what was typed, where they differ', () => {
  const late = { values: { name: 'mine', note: 'same', stage: '2', new: 'x' }, errors: { form: changedMeanwhile } }
  const options = [
    { value: '1', text: 'One' },
    { value: '2', text: 'Two' },
  ]
  const html = show(
    <Form action="/" form={late}>
      <Field name="name" label="Name" value="theirs" />
      <TextArea name="note" label="Note" value="same" />
      <Select name="stage" label="Stage" value="1" options={options} />
      <Field name="new" label="New" />
    </Form>,
  )
  expect([...html.matchAll(/Stored now: ([^<]*)/g)].map(([, text]) => text)).toEqual(['theirs', 'One'])
  expect(html).toContain('aria-describedby="field-name-now"')
})

test('what no field can say is gone to', () => {
  const html = show(
    <Form action="/" form={{ values: {}, errors: { form: changedMeanwhile } }}>
      <Field name="name" label="Name" />
    </Form>,
  )
  expect(html).toMatch(/<div class="form-errors" role="alert" tabindex="-1" autofocus/)
  expect(html.match(/autofocus/g)).toHaveLength(1)
})
