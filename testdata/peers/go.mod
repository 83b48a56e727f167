module github.com/pgen-go/pgen/testdata/peers

go 1.26.0

require (
	github.com/google/go-cmp v0.7.0
	github.com/jinzhu/copier v0.4.0
	github.com/pgen-go/pgen v0.0.0
	github.com/r3labs/diff/v3 v3.0.2
	github.com/spf13/pflag v1.0.10
)

require (
	github.com/dave/jennifer v1.7.1 // indirect
	github.com/rogpeppe/go-internal v1.16.0 // indirect
	github.com/vmihailenco/msgpack/v5 v5.4.1 // indirect
	github.com/vmihailenco/tagparser/v2 v2.0.0 // indirect
	golang.org/x/mod v0.42.0 // indirect
	golang.org/x/sync v0.24.0 // indirect
	golang.org/x/tools v0.52.0 // indirect
)

replace github.com/pgen-go/pgen => ../..

tool github.com/pgen-go/pgen/cmd/pgen
