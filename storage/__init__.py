"""Storage: what is kept, and who may read it; it knows none of the other packages."""

from storage.silence import silence_libraries

silence_libraries()  # before any library reads its environment, whichever module comes first
