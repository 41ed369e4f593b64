/** Live topics: something about a play changed; there is something to start or to move on. */
export const playTopic = (id: number) => `play:${id}`
export const engineTopic = 'plays'
