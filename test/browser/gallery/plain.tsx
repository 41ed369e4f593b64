import { PlainLayout } from '../../../app/web/layout.tsx'
import { Button } from '../../../app/web/ui/button.tsx'
import { Card } from '../../../app/web/ui/card.tsx'
import { Field } from '../../../app/web/ui/field.tsx'
import { Form } from '../../../app/web/ui/form.tsx'
import { useSay } from './say.ts'

/** Sign-in, as an example of a plain page. */
export function PlainGallery() {
  const say = useSay()
  return (
    <PlainLayout
      title={say('サインイン', 'Sign in')}
      heading={say('おかえりなさい', 'Welcome back')}
      lead={say('すべての顧客に伴走するために。', 'To run alongside every customer.')}
    >
      <Card label={say('サインイン', 'Sign in')} padded>
        <Form action="/sign-in">
          <Field name="email" type="email" label={say('メールアドレス', 'Email')} autocomplete="username" />
          <Field
            name="password"
            type="password"
            label={say('パスワード', 'Password')}
            autocomplete="current-password"
          />
          <Button look="primary" block>
            {say('サインインする', 'Sign in')}
          </Button>
        </Form>
      </Card>
    </PlainLayout>
  )
}
