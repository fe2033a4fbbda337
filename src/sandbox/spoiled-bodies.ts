/** What stands in front of a payment gateway that is down. */
export const HTML_502 =
  '<html>\n<head><title>502 Bad Gateway</title></head>\n<body bgcolor="white">\n' +
  '<center><h1>502 Bad Gateway</h1></center>\n<hr><center>Tengine</center>\n</body>\n</html>\n';

/** A body that is no JSON. */
export const WORDS = 'The payment is fine, but this is not JSON.';

/** 2 MiB to put into an answer. */
export const PADDING = 'x'.repeat(2 * 1024 * 1024);
