import { folded } from '../values/folded.ts'
import type { AccountField, ContactField, Subject } from './plan.ts'

// Headings as files have them, in both languages, folded; the surest first.
const accountWords: Readonly<Record<AccountField, string>> = {
  external_id:
    'customerid accountid companyid clientid tenantid organizationid organisationid orgid workspaceid groupid externalid customercode customernumber customerno accountnumber accountno id 外部id 顧客id 顧客コード 顧客番号 会員番号 会員id 会員コード 企業id 企業コード 会社id 会社コード 取引先id 取引先コード 取引先番号 得意先コード お客様番号 お客様id ユーザーid 契約者番号 管理番号 コード 番号',
  name: 'name customername accountname companyname clientname organizationname company customer account client organization 会社名 企業名 顧客名 顧客名称 取引先名 得意先名 お客様名 法人名 組織名 団体名 事業者名 社名 店舗名 屋号 氏名 名前 名称 会社 顧客',
  kind: 'kind customertype accounttype customerkind 種別 区分 種類 顧客種別 顧客区分 取引先区分 法人個人 法人個人区分',
  stage:
    'stage lifecyclestage lifecycle customerstage customerstatus accountstatus status 段階 ステージ ライフサイクル 顧客ステータス ステータス 状態 状況 契約状況 契約状態',
  owner:
    'owner owneremail csm csmemail csmname accountmanager accountowner customersuccessmanager 担当 担当者 担当者名 担当者メール 担当csm 担当スタッフ カスタマーサクセス担当 営業担当 営業担当者 主担当 自社担当 自社担当者',
  time_zone: 'timezone tz タイムゾーン',
  customer_since:
    'customersince since signupdate signedupat signupat joinedat joindate joined registeredat registrationdate createdat createddate 利用開始日 登録日 登録日時 入会日 導入日 取引開始日 初回契約日 作成日 作成日時',
  plan: 'plan planname subscription subscriptionplan subscriptiontype pricingplan プラン プラン名 料金プラン 契約プラン 契約プラン名 コース 契約コース 契約内容',
  monthly_amount:
    'monthlyamount monthlycharges monthlycharge monthlyfee monthlyprice monthlyrevenue monthlyrecurringrevenue mrr 月額 月額料金 月額利用料 月額利用料金 月額費用 月額金額 月会費 月次売上 月間売上 利用料 arr annualrecurringrevenue annualamount annualcontractvalue acv yearlyamount 年額 年額料金 年間契約額 年間契約金額 年間利用料',
  currency: 'currency currencycode 通貨 通貨コード',
  period:
    'billingperiod billingcycle billinginterval billingfrequency paymentcycle paymentfrequency 支払周期 支払いの周期 支払い周期 請求周期 支払サイクル 請求サイクル 支払頻度 支払い頻度 契約サイクル 契約種別',
  started_on:
    'startedon startdate contractstart contractstartdate contractdate subscriptionstart subscriptionstartdate subscriptionstartedon 契約開始日 契約日 課金開始日 開始日',
  renews_on:
    'renewson renewaldate renewal nextrenewal nextrenewaldate contractend contractenddate termend 更新日 契約更新日 次回更新日 契約満了日 満了日 更新予定日',
  cancelled:
    'churn churned churnflag churnlabel churnvalue ischurn ischurned haschurned cancelled canceled iscancelled iscanceled cancelflag attrition exited left customerstatus 解約 解約したか 解約済 解約済み 解約フラグ 解約有無 解約区分 退会 退会済 退会済み 退会フラグ 離反 離脱',
  cancelled_at:
    'cancelledat canceledat cancelledon canceledon cancellationdate canceldate churndate churnedat churnedon terminationdate 解約日 解約日時 解約年月日 退会日 退会日時 解約予定日',
  cancellation_reason: 'cancellationreason cancelreason churnreason reasonforleaving 解約理由 退会理由',
}

const contactWords: Readonly<Record<ContactField, string>> = {
  external_id:
    'userid contactid memberid personid externalid id 外部id ユーザーid ユーザid 担当者id 担当者コード 会員id 会員番号 利用者id 社員番号 連絡先id',
  name: 'name fullname contactname username displayname 氏名 名前 お名前 担当者名 担当者 利用者名 ユーザー名 連絡先名',
  family_name: 'lastname familyname surname 姓 苗字 名字 姓漢字',
  given_name: 'firstname givenname 名 名漢字',
  email: 'email emailaddress mail mailaddress eメール メール メールアドレス 連絡先メール 電子メール',
  phone: 'phone phonenumber telephone tel mobile mobilephone 電話 電話番号 携帯 携帯電話 携帯番号 連絡先電話番号',
  title: 'title jobtitle position jobposition role 役職 肩書 肩書き 職位 部署役職',
  accounts:
    'accountid accountids accounts customerid companyid clientid tenantid organizationid orgid workspaceid groupid accountexternalid customercode customernumber 顧客id 顧客コード 顧客番号 会社id 会社コード 企業id 企業コード 取引先id 取引先コード 所属id 所属先id 所属する顧客の外部id 顧客の外部id externalidsoftheiraccounts',
  time_zone: 'timezone tz タイムゾーン',
  locale: 'locale language lang 言語 使用言語 ロケール',
}

const yearly = new Set(
  'arr annualrecurringrevenue annualamount annualcontractvalue acv yearlyamount 年額 年額料金 年間契約額 年間契約金額 年間利用料'.split(
    ' ',
  ),
)

const words: Readonly<Record<Subject, Readonly<Record<string, ReadonlyMap<string, number>>>>> = {
  accounts: ranked(accountWords),
  contacts: ranked(contactWords),
}

/** How sure a heading means a field: 0 is surest; undefined when it does not. */
export function headingRank(subject: Subject, field: string, heading: string): number | undefined {
  // 月額料金(円) means what 月額料金 means.
  const short = withoutUnit(heading)
  const ranks = words[subject][field]
  return ranks?.get(folded(heading)) ?? ranks?.get(folded(short))
}

/** Whether a heading speaks of money, also where it is not the amount that a customer pays. */
export function namesAmount(heading: string): boolean {
  return (
    headingRank('accounts', 'monthly_amount', heading) !== undefined ||
    /[月年金]額|料金|費用|売上|単価|価格|amount|price|revenue|charge|cost|\bfees?\b/i.test(heading.normalize('NFKC'))
  )
}

/** Whether a heading of an amount speaks of a year. */
export function isYearly(heading: string): boolean {
  return yearly.has(folded(heading)) || yearly.has(folded(withoutUnit(heading)))
}

/** The unit that a heading names in parentheses: 月額(千円). */
export function isInThousands(heading: string): boolean {
  return /千円|thousand|\bk(jpy|usd|eur)\b/i.test(heading.normalize('NFKC'))
}

function withoutUnit(heading: string): string {
  return heading.normalize('NFKC').replace(/[([【].*$/, '')
}

function ranked(lists: Readonly<Record<string, string>>): Record<string, ReadonlyMap<string, number>> {
  return Object.fromEntries(
    Object.entries(lists).map(([field, list]) => [
      field,
      new Map(list.split(' ').map((word, rank) => [folded(word), rank])),
    ]),
  )
}
