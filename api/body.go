package api

import (
	"fmt"

	"github.com/danielgtaylor/huma/v2"
)

// The limits of a JSON body, looked at before anything is made of it.
const (
	mostDepth  = 64      // objects and lists inside each other
	mostValues = 200_000 // a line of 10,000 points has 30,000
)

// jsonFormat writes JSON without HTML escapes and reads it as it is, within the limits.
func jsonFormat() huma.Format {
	format := huma.DefaultJSONFormat
	read := format.Unmarshal
	format.Unmarshal = func(text []byte, into any) error {
		if err := checkBody(text); err != nil {
			return err
		}
		return read(text, into)
	}
	return format
}

// checkBody refuses JSON that is nested too deep or holds too many values. What is no JSON at all is found when it is read.
func checkBody(text []byte) error {
	depth, values, quoted := 0, 1, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[' || c == '{':
			depth++
			values++
		case c == ']' || c == '}':
			depth--
		case c == ',':
			values++
		}
		if depth > mostDepth {
			return fmt.Errorf("objects and lists lie more than %d deep inside each other", mostDepth)
		}
		if values > mostValues {
			return fmt.Errorf("it holds more than %d values", mostValues)
		}
	}
	return nil
}
