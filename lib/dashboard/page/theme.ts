import { applyTheme, storedTheme } from './data/theme';

// Runs before the first paint, so that a chosen theme never flashes.
applyTheme(storedTheme());
