package report

import (
	_ "embed"
	"html/template"
	"io"
	"strings"
)

//go:embed paper.html
var paperPage string

// paperStyle lays a paper out for A4; the page takes the same file.
//
//go:embed paper.css
var paperStyle string

// WriteHTML writes the paper as one HTML file that needs nothing else: it asks no network and runs no script. Printed, it
// is A4 with page numbers and repeated table heads.
func (p *Paper) WriteHTML(w io.Writer) error {
	var drawing strings.Builder
	if err := p.WriteMap(&drawing); err != nil {
		return err
	}
	page, err := template.New("paper").Funcs(template.FuncMap{
		"w": p.Language.say, "say": p.Language.Say, "mapTitle": p.mapTitle,
		"style": func() template.CSS { return template.CSS(paperStyle) },         // ours alone
		"map":   func() template.HTML { return template.HTML(drawing.String()) }, // names in it are escaped where they are written
	}).Parse(paperPage)
	if err != nil {
		return err
	}
	return page.Execute(w, p)
}
