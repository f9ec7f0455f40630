// Writes the renderings anew: `npm run golden`. What differs is to be read as a reviewer does.
import { write } from "./renderings";

void write();
