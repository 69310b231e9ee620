/** For what vanishes while it is being rendered; proxy.ts answers for everything else that is not there. */
export default function NotFound() {
  return (
    <header className="opening">
      <h1>404</h1>
      <p className="more">
        <a href="/">←</a>
      </p>
    </header>
  );
}
