-- A copy of the store as it is at one moment, in a file of its own.
VACUUM INTO $1;
