-- AlterTable
ALTER TABLE "Run" ADD COLUMN     "control" TEXT;
