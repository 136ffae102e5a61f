# fails: intervall
conf intervall=4
