package importing

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"cuntong/data"
	"cuntong/data/ingest"
	"cuntong/geo"
)

// Staged is an import that lies in its folder.
type Staged struct {
	ID        string            `json:"id"`
	Actor     string            `json:"actor" doc:"Who began it"`
	Area      string            `json:"area" doc:"Code of the area that bounds whoever began it; empty: the whole store"`
	CreatedAt time.Time         `json:"created_at"`
	Files     []data.SourceFile `json:"files" doc:"As they were sent"`
	Reading   Reading           `json:"reading" doc:"How they are read"`
	Version   int               `json:"version"` // grows with files and settings
}

const stateFile = "import.json"

// Begin stages a new import with its first file.
func (d *Desk) Begin(ctx context.Context, owner Owner, name string, body io.Reader) (Staged, error) {
	d.mu.Lock()
	if d.folder == "" {
		made, err := os.MkdirTemp("", "cuntong-imports-")
		if err != nil {
			d.mu.Unlock()
			return Staged{}, fmt.Errorf("make a folder for imports: %w", err)
		}
		d.folder = made
	}
	d.mu.Unlock()
	done, err := d.room(true)
	if err != nil {
		return Staged{}, err
	}
	defer done()
	s := Staged{ID: newID(), Actor: owner.Actor, Area: owner.Area, CreatedAt: d.Study.Now().UTC()}
	if err := os.MkdirAll(d.path(s.ID), 0o700); err != nil {
		return Staged{}, fmt.Errorf("stage an import: %w", err)
	}
	s, err = d.add(ctx, s, name, body)
	if err != nil {
		_ = os.RemoveAll(d.path(s.ID)) // the first error is the one to report
		return Staged{}, err
	}
	time.AfterFunc(KeptFor+time.Minute, d.Sweep) // also where nobody comes by
	return s, nil
}

// room counts one file more that is on its way, of an import of its own or not, as large as it may be; done takes that back.
func (d *Desk) room(begins bool) (done func(), err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	list, err := d.staged()
	if err != nil {
		return nil, err
	}
	bytes := int64(d.coming+1) * MostBytes
	for _, one := range list {
		bytes += one.bytes()
	}
	if begins && len(list)+d.coming >= mostStaged || bytes > mostInAll {
		return nil, fmt.Errorf("已有 %[1]d 个导入等待处理，请先提交或放弃其中一个 / %[1]d imports are waiting; commit one or give one up first: %[2]w", len(list), data.ErrInvalid)
	}
	d.coming++
	return func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.coming--
	}, nil
}

// Add stages another file of an import.
func (d *Desk) Add(ctx context.Context, id, name string, body io.Reader) (Staged, error) {
	s, err := d.Staged(id)
	if err != nil {
		return s, err
	}
	done, err := d.room(false)
	if err != nil {
		return s, err
	}
	defer done()
	return d.add(ctx, s, name, body)
}

// bytes is how much its files hold.
func (s Staged) bytes() (sum int64) {
	for _, f := range s.Files {
		sum += f.Bytes
	}
	return sum
}

// mayTake refuses a file that an import has no place for.
func (s Staged) mayTake(name string) error {
	switch {
	case len(s.Files) >= MostFiles:
		return fmt.Errorf("一次导入最多 %[1]d 个文件 / an import has at most %[1]d files: %[2]w", MostFiles, data.ErrInvalid)
	case slices.ContainsFunc(s.Files, func(f data.SourceFile) bool { return strings.EqualFold(f.Name, name) }):
		return fmt.Errorf("文件“%[1]s”已在这次导入中 / the file %[1]q is among this import already: %[2]w", name, data.ErrInvalid)
	}
	return nil
}

// add streams a file into the folder: first beside its name, so that half a file is never read. Others may add theirs at the same time.
func (d *Desk) add(ctx context.Context, s Staged, name string, body io.Reader) (Staged, error) {
	name, err := fileName(name)
	if err == nil {
		err = s.mayTake(name)
	}
	if err != nil {
		return s, err
	}
	part := filepath.Join(d.path(s.ID), fmt.Sprintf("part-%d-%s", len(s.Files), newID()))
	out, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return s, fmt.Errorf("stage a file: %w", err)
	}
	sum := sha256.New()
	size, err := io.Copy(io.MultiWriter(out, sum), io.LimitReader(body, MostBytes+1))
	if closing := out.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = ctx.Err()
	}
	switch {
	case err != nil:
	case size > MostBytes:
		err = fmt.Errorf("文件“%[1]s”超过 %[2]d MB，请按县拆分 / the file %[1]q has more than %[2]d MB; split it by county: %[3]w", name, MostBytes>>20, data.ErrInvalid)
	case size == 0:
		err = fmt.Errorf("文件“%[1]s”是空文件 / the file %[1]q is empty: %[2]w", name, data.ErrInvalid)
	default:
		s, err = d.file(s, part, data.SourceFile{Name: name, Bytes: size, SHA256: hex.EncodeToString(sum.Sum(nil))})
	}
	if err != nil {
		_ = os.Remove(part) // the first error is the one to report
		return s, fmt.Errorf("stage %s: %w", name, err)
	}
	return s, nil
}

// file takes a file that has arrived into its import as it stands by now.
func (d *Desk) file(s Staged, part string, arrived data.SourceFile) (Staged, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(s.Files) > 0 { // else it is the first one, and nobody knows the import yet
		now, err := d.read(s.ID)
		if err == nil {
			err = now.mayTake(arrived.Name)
		}
		if all := now.bytes() + arrived.Bytes; err == nil && all > MostBytes {
			err = fmt.Errorf("这次导入的文件合计超过 %[1]d MB，请分几次导入 / the files of this import have more than %[1]d MB together; import them one after the other: %[2]w", MostBytes>>20, data.ErrInvalid)
		}
		if err != nil {
			return s, err
		}
		s = now
	}
	if err := os.Rename(part, filepath.Join(d.path(s.ID), arrived.Name)); err != nil {
		return s, err
	}
	s.Files = append(s.Files, arrived)
	s.Version++
	return s, d.keep(s)
}

// fileName takes the name of a file without folders. What no reader knows is refused before it is taken in.
func fileName(name string) (string, error) {
	name = strings.TrimSpace(filepath.Base(strings.ReplaceAll(name, `\`, "/")))
	bad := strings.IndexFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f || r == utf8.RuneError || r == '#' }) >= 0
	if name == "" || strings.HasPrefix(name, ".") || bad || len(name) > 200 || name == stateFile || strings.HasPrefix(name, "part-") {
		return "", fmt.Errorf("文件名“%[1]s”不可用，请改名 / the file name %[1]q cannot be used; rename the file: %[2]w", shorten(name), data.ErrInvalid)
	}
	if !ingest.Readable(name) {
		return "", fmt.Errorf("“%[1]s”的格式不能在这里导入；可用的是 %[2]s。旧的 .xls 请另存为 .xlsx，道路和公交数据请用 cuntong load / %[1]q has a format that is not imported here; those are %[2]s. Save an old .xls as .xlsx, load roads and GTFS with cuntong load: %[3]w",
			name, strings.Join(ingest.ReadableEndings(), " "), data.ErrInvalid)
	}
	return name, nil
}

func shorten(text string) string {
	if runes := []rune(text); len(runes) > 80 {
		return string(runes[:80]) + "…"
	}
	return strings.ToValidUTF8(text, "\uFFFD")
}

// Set replaces the settings of an import.
func (d *Desk) Set(id string, settings Reading) (Staged, error) {
	if _, err := settings.options(); err != nil {
		return Staged{}, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	s, err := d.read(id)
	if err != nil {
		return s, err
	}
	s.Reading = settings
	s.Version++
	return s, d.keep(s)
}

// GiveUp deletes what is staged of an import.
func (d *Desk) GiveUp(id string) error {
	if _, err := d.Staged(id); err != nil {
		return err
	}
	d.shown.forget(id)
	return os.RemoveAll(d.path(id))
}

// Staged returns an import that lies in its folder; ErrNotFound where it does not.
func (d *Desk) Staged(id string) (Staged, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.read(id)
}

// read is Staged for whoever holds the folder.
func (d *Desk) read(id string) (Staged, error) {
	var s Staged
	if !wellFormed(id) {
		return s, missing(shorten(id))
	}
	if d.folder == "" {
		return s, missing(id)
	}
	text, err := os.ReadFile(filepath.Join(d.path(id), stateFile))
	if errors.Is(err, fs.ErrNotExist) {
		return s, missing(id)
	}
	if err == nil {
		err = json.Unmarshal(text, &s)
	}
	if err != nil {
		return s, fmt.Errorf("read import %s: %w", id, err)
	}
	if d.Study.Now().Sub(s.CreatedAt) > KeptFor {
		_ = os.RemoveAll(d.path(id)) // whoever looks next tries again
		return Staged{}, missing(id)
	}
	return s, nil
}

// Waiting lists the imports that are staged, newest first.
func (d *Desk) Waiting() ([]Staged, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	list, err := d.staged()
	slices.SortFunc(list, func(a, b Staged) int {
		return cmp.Or(b.CreatedAt.Compare(a.CreatedAt), strings.Compare(a.ID, b.ID))
	})
	return list, err
}

// staged lists what is staged, for whoever holds the folder; what has been there for longer than KeptFor is deleted.
func (d *Desk) staged() ([]Staged, error) {
	if d.folder == "" {
		return nil, nil
	}
	folders, err := filepath.Glob(filepath.Join(d.folder, folderPrefix+"*"))
	if err != nil {
		return nil, err
	}
	var list []Staged
	for _, folder := range folders {
		s, err := d.read(strings.TrimPrefix(filepath.Base(folder), folderPrefix))
		if errors.Is(err, data.ErrNotFound) {
			continue // being made, or just gone
		}
		if err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, nil
}

// Sweep deletes what has been staged for longer than KeptFor.
func (d *Desk) Sweep() {
	d.mu.Lock()
	defer d.mu.Unlock()
	_, _ = d.staged() // whoever needs the list is told what is wrong with it
}

// keep writes the state of an import: beside, then renamed. Its caller holds the folder.
func (d *Desk) keep(s Staged) error {
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	beside := filepath.Join(d.path(s.ID), stateFile+".new")
	if err := os.WriteFile(beside, text, 0o600); err != nil {
		return fmt.Errorf("keep import %s: %w", s.ID, err)
	}
	return os.Rename(beside, filepath.Join(d.path(s.ID), stateFile))
}

func (d *Desk) path(id string) string { return filepath.Join(d.folder, folderPrefix+id) }

// paths are the files of an import.
func (d *Desk) paths(s Staged) []string {
	list := make([]string, len(s.Files))
	for i, f := range s.Files {
		list[i] = filepath.Join(d.path(s.ID), f.Name)
	}
	return list
}

func parseDatum(text string) (geo.Datum, error) {
	datum, err := geo.ParseDatum(text)
	if err != nil {
		return "", fmt.Errorf("%w: %w", err, data.ErrInvalid)
	}
	return datum, nil
}
