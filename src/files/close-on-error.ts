interface Closable {
  close(): Promise<void>;
}

/** What comes after something was opened: if that fails, it is closed again, and the failure is thrown. */
export async function closeOnError<T>(opened: Closable, next: () => Promise<T>): Promise<T> {
  try {
    return await next();
  } catch (error) {
    // A second failure, of a disk that is full say, would say less than the first.
    await opened.close().catch(() => undefined);
    throw error;
  }
}
