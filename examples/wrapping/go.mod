module github.com/pgen-go/pgen/examples/wrapping

go 1.26.0

replace github.com/pgen-go/pgen => ../..

require (
	github.com/andybalholm/brotli v1.2.8
	github.com/hashicorp/golang-lru/v2 v2.0.7
	github.com/klauspost/compress v1.20.4
	github.com/pgen-go/pgen v0.0.0-00010101000000-000000000000
)
