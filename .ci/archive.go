// Archive packs one release folder: .zip for Windows, .tar.gz elsewhere. It needs nothing but Go, and the same
// folder gives the same bytes.
//
//	go run .ci/archive.go FOLDER ARCHIVE
package main

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"io"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"strings"
	"time"
)

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: go run .ci/archive.go FOLDER ARCHIVE")
	}
	folder, archive := os.Args[1], os.Args[2]
	out, err := os.Create(archive)
	check(err)
	if strings.HasSuffix(archive, ".zip") {
		packZip(out, folder)
	} else {
		packTar(out, folder)
	}
	check(out.Close())
}

// packed is the time stamp of every entry, so that archives repeat.
var packed = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)

func packZip(out io.Writer, folder string) {
	w := zip.NewWriter(out)
	each(folder, func(name string, info fs.FileInfo, content io.Reader) {
		header := &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: packed}
		header.SetMode(info.Mode())
		entry, err := w.CreateHeader(header)
		check(err)
		_, err = io.Copy(entry, content)
		check(err)
	})
	check(w.Close())
}

func packTar(out io.Writer, folder string) {
	z := gzip.NewWriter(out)
	w := tar.NewWriter(z)
	each(folder, func(name string, info fs.FileInfo, content io.Reader) {
		check(w.WriteHeader(&tar.Header{Name: name, Mode: int64(info.Mode().Perm()), Size: info.Size(), ModTime: packed}))
		_, err := io.Copy(w, content)
		check(err)
	})
	check(w.Close())
	check(z.Close())
}

// each visits the files below a folder by name, which is the order of WalkDir.
func each(folder string, visit func(name string, info fs.FileInfo, content io.Reader)) {
	check(filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		file, err := os.Open(path)
		if err != nil {
			return err
		}
		defer file.Close()
		relative, err := filepath.Rel(filepath.Dir(folder), path)
		if err != nil {
			return err
		}
		visit(filepath.ToSlash(relative), info, file)
		return nil
	}))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
