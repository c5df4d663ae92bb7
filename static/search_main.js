// The search engine as a script of its own: it is handed over like the shards of the index.
import {openIndex} from "./search.js";

mm_("engine", openIndex);
