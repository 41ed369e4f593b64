import { Application } from '@hotwired/stimulus'
import { config } from '@hotwired/turbo'
import { AnswersController } from './answers.ts'
import { AutosubmitController } from './autosubmit.ts'
import { askFirst } from './confirm.ts'
import { CopyController } from './copy.ts'
import { closeOverlays, DialogController, openWithoutInvokers } from './dialog.ts'
import { FlashController } from './flash.ts'
import { leaveFocus } from './focus.ts'
import { GuardController } from './guard.ts'
import { InTurnController, pressedOnce } from './in-turn.ts'
import { keepOpen, LiveController } from './live.ts'
import { MentionController } from './mention.ts'
import { PasskeyController } from './passkey.ts'
import { PlaceholdersController } from './placeholders.ts'
import { PlayEditorController } from './play-editor.ts'
import { RowKeysController } from './row-keys.ts'
import { SearchController } from './search.ts'
import { SelectAllController } from './select-all.ts'
import { leaveWhenSignedOut } from './session.ts'
import { ShortcutsController } from './shortcuts.ts'
import { TabsController } from './tabs.ts'
import { ThemeController } from './theme.ts'
import { UploadController } from './upload.ts'

config.forms.confirm = askFirst
config.forms.submitter = pressedOnce
document.addEventListener('turbo:before-fetch-response', leaveWhenSignedOut)
document.addEventListener('turbo:before-cache', closeOverlays)
document.addEventListener('turbo:before-morph-attribute', keepOpen)
document.addEventListener('turbo:before-stream-render', leaveFocus)
document.addEventListener('click', openWithoutInvokers)

const application = Application.start()
application.register('answers', AnswersController)
application.register('autosubmit', AutosubmitController)
application.register('copy', CopyController)
application.register('dialog', DialogController)
application.register('flash', FlashController)
application.register('guard', GuardController)
application.register('in-turn', InTurnController)
application.register('live', LiveController)
application.register('mention', MentionController)
application.register('passkey', PasskeyController)
application.register('placeholders', PlaceholdersController)
application.register('play-editor', PlayEditorController)
application.register('row-keys', RowKeysController)
application.register('search', SearchController)
application.register('select-all', SelectAllController)
application.register('shortcuts', ShortcutsController)
application.register('tabs', TabsController)
application.register('theme', ThemeController)
application.register('upload', UploadController)
