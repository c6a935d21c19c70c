/** Where OpenAI's own server is. */
export const usualAddress = 'https://api.openai.com/v1'
