-- AlterTable
ALTER TABLE "Run" ADD COLUMN     "placement" TEXT;
