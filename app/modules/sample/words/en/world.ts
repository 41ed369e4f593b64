/** What the farms and their people are called, and what they call what they do: the same coast, in Latin letters. */
export const world = {
  farmName: (place: string, form: string) => `${place} ${form}`,
  /** Given name first. */
  personName: (family: string, given: string) => `${given} ${family}`,
  places: [
    'Minato', 'Kuroshio', 'Isobe', 'Shirahama', 'Irie', 'Nakiri', 'Oshio', 'Shiomi', 'Aomi', 'Naruse', 'Okimi', 'Misaki',
    'Hamakaze', 'Asanagi', 'Yunagi', 'Shioji', 'Uminari', 'Nagisa', 'Setoguchi', 'Shimakage', 'Iwato', 'Ajiro', 'Hotate', 'Chihiro',
    'Yaehama', 'Maho', 'Sazanami', 'Todai', 'Uchiura', 'Sotoura', 'Kujira', 'Isobue', 'Minami', 'Hokuto', 'Oshima', 'Kojima',
    'Ukitsu', 'Hirase', 'Fukaura', 'Hayase',
  ], // biome-ignore format: a list of words
  forms: ['Fisheries', 'Aquaculture', 'Seafood', 'Fishing', 'Marine Farm', 'Fish Farm', 'Sea Farm', 'Cooperative'],
  families: [
    'Hamaguchi', 'Isomura', 'Ebihara', 'Ushioda', 'Amino', 'Funakoshi', 'Minato', 'Hata', 'Kishimoto', 'Shimada', 'Oura',
    'Nakahama', 'Nishiura', 'Azuma', 'Nanbu', 'Kitaura', 'Okita', 'Eguchi', 'Watase', 'Mizuguchi', 'Aoki', 'Shiraishi', 'Kuroda',
    'Mori', 'Taniguchi', 'Yamashita',
  ], // biome-ignore format: a list of words
  givens: [
    'Daichi', 'Kaito', 'Nagisa', 'Yoko', 'Kenichi', 'Mayumi', 'Sho', 'Chinatsu', 'Yohei', 'Megumi', 'Takumi', 'Minami', 'Tsuyoshi',
    'Yuki', 'Makoto', 'Aya', 'Naoki', 'Nana', 'Haruka', 'Kaori', 'Osamu', 'Tomomi', 'Ryo', 'Rina', 'Kazuya', 'Fumi',
  ], // biome-ignore format: a list of words
  species: {
    amberjack: 'Amberjack',
    coho: 'Coho salmon',
    tuna: 'Bluefin tuna',
    trevally: 'White trevally',
    puffer: 'Pufferfish',
    flounder: 'Flounder',
    yellowtail: 'Yellowtail',
    seaBream: 'Sea bream',
  },
  regions: {
    mie: 'Mie',
    oita: 'Oita',
    miyagi: 'Miyagi',
    ehime: 'Ehime',
    kumamoto: 'Kumamoto',
    nagasaki: 'Nagasaki',
    kochi: 'Kochi',
    kagoshima: 'Kagoshima',
  },
  titles: {
    manager: 'Farm manager',
    feeding: 'Feeding technician',
    owner: 'Owner',
    office: 'Office manager',
    quality: 'Quality manager',
    leader: 'Team leader',
  },
  plans: { light: 'Light', standard: 'Standard', pro: 'Pro', cooperative: 'Cooperative' },
  traits: {
    species: 'Species',
    region: 'Region',
    cages: 'Cages',
    contract: 'Contract',
    guided: 'Guided onboarding',
  },
  contract: { yearly: 'Yearly', monthly: 'Monthly' },
  events: {
    feeding: 'Feeding Logged',
    temperature: 'Water Temperature Logged',
    report: 'Daily Report Viewed',
    mortality: 'Mortality Logged',
    stock: 'Stock Estimated',
    exported: 'Report Exported',
    alert: 'Alert Set',
    photo: 'Photo Attached',
    harvest: 'Harvest Logged',
    cage: 'Cage Added',
    fault: 'Fault Reported',
  },
  properties: { temperature: 'temperature', amount: 'kg' },
  /** Why they leave. */
  leaving: ['Never became a habit', 'The person in charge changed', 'Not worth the cost', 'Business scaled down'],
} as const
