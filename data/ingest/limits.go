package ingest

// Limits are checked before memory is taken. They are far above any bureau's file and far below what would
// trouble an office PC.
const (
	maxFileBytes     = 512 << 20 // a file as it lies on disk
	maxGeoJSONBytes  = 128 << 20 // a GeoJSON file, which is held in memory while its columns are gathered
	maxRows          = 2_000_000 // rows of one file or sheet; China has 620,573 village-level units
	maxRowBytes      = 1 << 20   // one row of text
	maxCellBytes     = 32 << 10  // one cell; Excel allows 32,767 characters
	maxColumns       = 512
	maxHeaderRows    = 20       // rows searched for the header
	maxVertices      = 20 << 20 // of all outlines of a file
	maxWorkbookBytes = 1 << 30  // an XLSX unpacked
	maxWorkbookParts = 10_000   // files inside an XLSX
	maxSheets        = 200
	maxRefusals      = 100_000 // refusals kept by name; a file with more is the wrong file
)
