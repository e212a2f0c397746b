/** What answers under `/api/`, and whatever else it serves: the app of lib/query. */
export interface Api {
  fetch(request: Request): Response | Promise<Response>;
}
