// What a report may do. It brings its own style and script, so it is shut into an origin of nobody's: it can load nothing and ask
// nothing, least of all this server.
export const REPORT_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; sandbox allow-scripts";
