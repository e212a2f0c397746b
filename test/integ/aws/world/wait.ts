/** Asks again and again until there is an answer. @throws Error naming what did not come in time */
export async function until<T>(what: string, ask: () => Promise<T | undefined>, seconds = 90): Promise<T> {
  for (const patience = Date.now() + seconds * 1000; ;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > patience) throw new Error(`In ${seconds} s there was not: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
